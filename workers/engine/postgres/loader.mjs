// Changes the loader of the npm package so that the platform takes it.
// Each replacement must be found exactly once: another version of the package would need another look.
export function patchLoader(text, kept) {
  const replace = (found, replacement) => {
    const pieces = text.split(found);
    if (pieces.length !== 2) throw new Error(`expected once in the loader, found ${pieces.length - 1} times: ${found}`);
    text = pieces.join(replacement);
  };
  // The platform has `process.versions.node`, and is not Node.
  replace(
    'var ENVIRONMENT_IS_NODE=globalThis.process?.versions?.node&&globalThis.process?.type!="renderer";if(ENVIRONMENT_IS_NODE){const{createRequire}=await(import("node:module"));var require=createRequire(import.meta.url)}',
    "var ENVIRONMENT_IS_NODE=false;",
  );
  replace('globalThis.process.versions.node&&globalThis.process.type!="renderer"', "false");
  replace("var _scriptName=import.meta.url;", 'var _scriptName="";');
  replace('return new URL("pglite.wasm",import.meta.url).href', 'return "pglite.wasm"');
  // Nobody opens a socket, and a bundler looks for the package all the same.
  replace('WebSocketConstructor=require("ws")', "WebSocketConstructor=undefined");
  replace('require("ws").Server', "undefined");
  // JavaScript functions become callable through the precompiled module.
  const convert = between(text, "var convertJsFunctionToWasm=", "var wrappedFunc=instance.exports").text;
  replace(convert + 'var wrappedFunc=instance.exports["f"];return wrappedFunc};', 'var convertJsFunctionToWasm=(func,sig)=>Module["trampoline"](func,sig.replaceAll("p","i"));');
  // A library's file holds only its head; the module is a file of the deployment.
  replace(
    "var module=binary instanceof WebAssembly.Module?binary:new WebAssembly.Module(binary);",
    'var module=Module["library"](libName);',
  );
  // The files are mounted, not copied one by one.
  const list = /"?files"?:\[\{filename.*?\}\]/s.exec(text)?.[0];
  if (!list) throw new Error("the loader lists no files");
  replace(list, "files:[]");
  if (!text.includes('Module["FS_createPath"]("')) throw new Error("the loader makes no folders");
  text = text.replaceAll(/Module\["FS_createPath"\]\("[^"]*","[^"]*",true,true\);/g, "");
  // The addresses of symbols are looked up when a library asks for them, not all of them at each start; and what is no
  // function of the program cannot have one yet.
  replace("updateGOT(origExports);", "");
  replace("var rtn=getFunctionAddress(func);if(rtn)return rtn;var ret=getEmptyTableSlot();", "var rtn=sig?0:getFunctionAddress(func);if(rtn)return rtn;var ret=getEmptyTableSlot();");
  replace("functionsInTableMap.set(func,ret);return ret", "functionsInTableMap?.set(func,ret);return ret");
  replace("functionsInTableMap.delete(", "functionsInTableMap?.delete(");
  // Memory grows by a twentieth, not by a fifth: an isolate has room for few processes.
  replace("oldSize*(1+.2/cutDown)", "oldSize*(1+.05/cutDown)");
  const { start, end, assignments } = findAssignments(text);
  const needed = assignments.filter(({ name }) => kept.has(name)).map(({ statement }) => statement);
  return text.slice(0, start) + needed.join(";") + text.slice(end);
}

// The names of exports that a text of JavaScript uses: the loader's own parts by variables, the others by methods.
export function namesUsed(loader, others) {
  const { start, end, assignments } = findAssignments(loader);
  const rest = loader.slice(0, start) + loader.slice(end);
  const uses = (text, word) => text.match(new RegExp(`(?<![\\w$"])${word.replaceAll("$", "\\$")}(?![\\w$])`, "g"))?.length ?? 0;
  // Each variable is declared once.
  const own = assignments.filter(({ variable }) => uses(rest, variable) > 1).map(({ name }) => name);
  const direct = [...rest.matchAll(/wasmExports\["(\w+)"\]/g)].map(([, name]) => name);
  const words = new Set(others.match(/\w+/g));
  const called = assignments.filter(({ name }) => words.has(`_${name}`) || words.has(name)).map(({ name }) => name);
  return [...own, ...direct, ...called, "__main_argc_argv"];
}

// Where the loader takes the exports of the program into variables, one after the other.
function findAssignments(text) {
  const head = "function assignWasmExports(wasmExports){";
  const { start, end } = between(text, head, "}");
  const assignments = text.slice(start + head.length, end).split(";").map((statement) => {
    const [, variable, name] = /^(\w+)=.*wasmExports\["(\w+)"\](?:\.value)?$/.exec(statement);
    return { statement, variable, name };
  });
  return { start: start + head.length, end, assignments };
}

// From the beginning of `head` to that of the next `tail`.
function between(text, head, tail) {
  const start = text.indexOf(head);
  const end = text.indexOf(tail, start + head.length);
  if (start < 0 || end < 0) throw new Error(`the loader has nothing from ${head} to ${tail}`);
  return { start, end, text: text.slice(start, end) };
}
