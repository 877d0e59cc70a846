/** One step of a list; `note` says in a word how a finished one ended, or how long another usually takes. */
export interface Step {
  readonly key: string
  readonly name: string
  readonly state: 'done' | 'now' | 'todo'
  readonly note?: string | undefined
}
