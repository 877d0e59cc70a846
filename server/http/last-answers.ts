import fp from 'fastify-plugin'

/**
 * Once the server is closing, each answer still owed ends its connection: one left open for a next request would keep the
 * process until it times out, 72 s later.
 */
export const lastAnswers = fp(
  async (server) => {
    let isClosing = false
    server.addHook('preClose', async () => {
      isClosing = true
    })
    server.addHook('onSend', (_request, reply, payload, done) => {
      if (isClosing) reply.header('connection', 'close')
      done(null, payload)
    })
  },
  { name: 'last-answers' },
)
