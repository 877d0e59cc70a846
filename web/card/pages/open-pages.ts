/** The pages of an open case, in one file: what an unlock shows is there at once, and so is what the next press shows. */
export { default as HomePage } from './HomePage.vue'
export { default as PresentationPage } from './PresentationPage.vue'
export { default as Rehearsal } from './Rehearsal.vue'
