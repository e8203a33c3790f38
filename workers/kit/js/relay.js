// The JavaScript half of `kit::relay`: a call that is handed on to another Worker as it came.

// The bytes of the question and whatever is attached, also a stream, stay JavaScript's; the promise is the answer.
export function pass(remote, method, question, attachment) {
  return remote.call(method, question, attachment);
}

// The same, and `ended` hears of its end, however it ends.
export function passCounted(remote, method, question, attachment, ticket, ended) {
  return remote.call(method, question, attachment).then(
    (reply) => {
      ended(ticket);
      return reply;
    },
    (error) => {
      ended(ticket);
      throw error;
    },
  );
}
