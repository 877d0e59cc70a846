import { createRouter, createWebHistory } from 'vue-router'
import type { Router, RouteRecordRaw } from 'vue-router'
import CardPage from './pages/CardPage.vue'

const unfetched = () => import('./pages/NetworkNeeded.vue')

/** The pages of the holder's app. What the lock screen does not show is loaded when it is first opened. */
const routes: RouteRecordRaw[] = [
  { path: '/', name: 'card', component: CardPage },
  { path: '/presenter', name: 'presentation', component: CardPage },
  // A counter's code: read by the camera of this phone, or followed as a link.
  {
    path: '/comptoir',
    name: 'counter-code',
    component: () => import('./counter-code/CounterCodePage.vue'),
  },
  {
    path: '/t',
    name: 'counter-link',
    component: () => import('./counter-code/CounterCodePage.vue'),
  },
  {
    path: '/sans-contact',
    name: 'tap',
    component: () => import('./tap/TapPage.vue').catch(unfetched),
  },
  { path: '/depenses', name: 'spending', component: () => import('./spending/SpendingPage.vue') },
  { path: '/lectures', name: 'readings', component: () => import('./readings/ReadingsPage.vue') },
  { path: '/reglages', name: 'settings', component: () => import('./pages/SettingsPage.vue') },
  {
    path: '/installer',
    name: 'install',
    component: () => import('./InstallPage.vue').catch(unfetched),
  },
  {
    path: '/activation',
    name: 'activation',
    component: () => import('./pages/ActivationPage.vue').catch(unfetched),
  },
  {
    path: '/activation/en-attente',
    name: 'waiting',
    component: () => import('./pages/WaitingPage.vue'),
  },
  { path: '/code', name: 'new-code', component: () => import('./pages/NewCodePage.vue') },
  {
    path: '/recommencer',
    name: 'start-over',
    component: () => import('./pages/StartOverPage.vue'),
  },
  { path: '/:elsewhere(.*)', redirect: { name: 'card' } },
]

export function createRoutes(): Router {
  return createRouter({ history: createWebHistory(), routes })
}
