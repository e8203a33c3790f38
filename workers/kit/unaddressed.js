// The entrypoint of a Worker that has objects and no address of its own: every call goes to an object. The platform wants a
// handler all the same.
export default {
  fetch() {
    return new Response("not found", { status: 404 });
  },
};
