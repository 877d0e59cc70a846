/** Where the films of a check by video are kept until they are sent. */
export const filmsName = 'etui-films'

/** Takes every film off this phone with its key; a page that has them open lets them go. Resolves once they are gone. */
export function forgetFilms(name = filmsName): Promise<void> {
  return new Promise((done, fail) => {
    const deleting = indexedDB.deleteDatabase(name)
    deleting.addEventListener('success', () => done())
    deleting.addEventListener('error', () => fail(deleting.error))
  })
}
