/** An event that is longer than any answer is none: something else is sent, without end. */
const LONGEST_EVENT = 64 * 2 ** 20;

/**
 * Reads server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html) from a response's body:
 * the data of each. A comment comes as undefined, since it too shows that the stream lives.
 */
export async function* readEvents(body) {
  let rest = '';
  let data = [];
  let length = 0;
  for await (const chunk of chunks(body)) {
    // A carriage return at the end may be half of a line end.
    const text = rest + chunk;
    const whole = text.endsWith('\r') ? text.slice(0, -1) : text;
    const lines = whole.split(/\r\n|\n|\r/);
    rest = lines.pop() + text.slice(whole.length);
    length += chunk.length;
    if (length > LONGEST_EVENT) {
      throw new Error('the event does not end');
    }
    for (const line of lines) {
      if (line === '') {
        length = rest.length;
        if (data.length > 0) {
          yield data.join('\n');
          data = [];
        }
      } else if (line.startsWith(':')) {
        yield undefined;
      } else if (line === 'data' || line.startsWith('data:')) {
        data.push(line.slice('data:'.length).replace(/^ /, ''));
      }
    }
  }
}

async function* chunks(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      yield next.value;
    }
  } finally {
    // Whoever stops reading early wants no more of it; a stream that has failed cannot be cancelled.
    await reader.cancel().catch(() => undefined);
  }
}
