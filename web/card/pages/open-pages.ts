/** The pages of an open case, in one file: what an unlock shows is there at once, and so is what the next press shows. */
export { default as OpenPage } from './OpenPage.vue'
export { default as Rehearsal } from './Rehearsal.vue'
