import { createRouter, createWebHistory } from 'vue-router'
import type { Router, RouteRecordRaw } from 'vue-router'
import WelcomePage from './WelcomePage.vue'

/** The pages of the holder's app. What the first screens do not show is loaded when it is first opened. */
const routes: RouteRecordRaw[] = [
  { path: '/', name: 'welcome', component: WelcomePage },
  { path: '/installer', name: 'install', component: () => import('./InstallPage.vue') },
  { path: '/:elsewhere(.*)', redirect: { name: 'welcome' } },
]

export function createRoutes(): Router {
  return createRouter({ history: createWebHistory(), routes })
}
