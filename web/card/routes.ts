import { createRouter, createWebHistory } from 'vue-router'
import type { Router, RouteRecordRaw } from 'vue-router'
import type { LanguageChoice } from '../src/i18n/texts.ts'
import { loadActivationTexts } from './load-texts.ts'
import CardPage from './pages/CardPage.vue'

const unfetched = () => import('./pages/NetworkNeeded.vue')

/** The pages of the holder's app. What the lock screen does not show is loaded when it is first opened. */
const routesWith = (withTexts: WithTexts): RouteRecordRaw[] => [
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
    component: () => withTexts(import('./InstallPage.vue')).catch(unfetched),
  },
  {
    path: '/activation',
    name: 'activation',
    component: () => withTexts(import('./pages/ActivationPage.vue')).catch(unfetched),
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

/** A page of the activation, with what it says. */
type WithTexts = <Page>(page: Promise<Page>) => Promise<Page>

export function createRoutes({ add }: Pick<LanguageChoice, 'add'>): Router {
  const withTexts: WithTexts = async (page) => {
    const [loaded] = await Promise.all([page, add(loadActivationTexts)])
    return loaded
  }
  return createRouter({ history: createWebHistory(), routes: routesWith(withTexts) })
}
