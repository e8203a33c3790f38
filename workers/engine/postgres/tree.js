// A file system for Emscripten over a tree that answers by paths and numbers: the read-only files of the runtime, or the
// data directory, which Rust holds. The tree's methods answer a negative error number where they fail.
//
//   find(path) -> file or -44 · isFolder(file) · size(file) · list(path) -> names · create(path, folder) -> file
//   remove(path) · rename(from, to) · resize(file, size) · read(file, bytes, position) · write(file, bytes, position)
const FOLDER = 0o040700;
const FILE = 0o100700;
const NO_SUCH_FILE = 44;
const NEVER = new Date(0);

export function mount(module, tree, at) {
  const { FS } = module;

  const checked = (answer) => {
    if (answer < 0) throw new FS.ErrnoError(-answer);
    return answer;
  };

  // The path below the mount point; the root is "".
  const pathOf = (node) => (node.parent === node ? "" : `${pathOf(node.parent)}/${node.name}`);

  const makeNode = (parent, name, file, folder) => {
    const node = FS.createNode(parent, name, folder ? FOLDER : FILE, 0);
    node.file = file;
    node.node_ops = nodes;
    node.stream_ops = streams;
    return node;
  };

  const nodes = {
    getattr(node) {
      const size = FS.isDir(node.mode) ? 4096 : tree.size(node.file);
      return {
        dev: 1, ino: node.id, mode: node.mode, nlink: 1, uid: 0, gid: 0, rdev: 0, size, blksize: 8192,
        blocks: Math.ceil(size / 512), atime: NEVER, mtime: NEVER, ctime: NEVER,
      };
    },
    setattr(node, { size }) {
      if (size !== undefined) checked(tree.resize(node.file, size));
    },
    lookup(parent, name) {
      const file = checked(tree.find(`${pathOf(parent)}/${name}`));
      return makeNode(parent, name, file, tree.isFolder(file));
    },
    mknod(parent, name, mode) {
      const folder = FS.isDir(mode);
      return makeNode(parent, name, checked(tree.create(`${pathOf(parent)}/${name}`, folder)), folder);
    },
    rename(node, folder, name) {
      const from = pathOf(node);
      const to = `${pathOf(folder)}/${name}`;
      checked(tree.rename(from, to));
      node.name = name;
      node.parent = folder;
    },
    unlink(parent, name) {
      checked(tree.remove(`${pathOf(parent)}/${name}`));
    },
    rmdir(parent, name) {
      checked(tree.remove(`${pathOf(parent)}/${name}`));
    },
    readdir(node) {
      return [".", "..", ...tree.list(pathOf(node))];
    },
  };

  const streams = {
    read(stream, heap, offset, length, position) {
      return checked(tree.read(stream.node.file, heap.subarray(offset, offset + length), position));
    },
    write(stream, heap, offset, length, position) {
      return checked(tree.write(stream.node.file, heap.subarray(offset, offset + length), position));
    },
    llseek(stream, offset, whence) {
      const from = whence === 0 ? 0 : whence === 1 ? stream.position : tree.size(stream.node.file);
      if (from + offset < 0) throw new FS.ErrnoError(28);
      return from + offset;
    },
    mmap(stream, length, position) {
      const address = module.mmapAlloc(length);
      streams.read(stream, module.HEAPU8, address, length, position);
      return { ptr: address, allocated: true };
    },
    msync() {
      return 0;
    },
  };

  FS.mkdirTree(at);
  FS.mount({ mount: (mounted) => rootOf(makeNode(null, "/", 0, true), mounted) }, {}, at);
}

function rootOf(node, mounted) {
  node.mount = mounted;
  return node;
}

// The files of a pack as a tree that nobody writes.
export class PackTree {
  #entries = [];
  #byPath = new Map();
  #names = new Map();
  #bytes;

  constructor(pack, prefix) {
    const { lines, bytes } = openPack(pack);
    this.#bytes = bytes;
    let start = 0;
    for (const line of lines) {
      const space = line.indexOf(" ");
      const path = line.slice(space + 1);
      const folder = line[0] === "-";
      const size = folder ? 0 : Number(line.slice(0, space));
      if (path.startsWith(prefix)) {
        this.#byPath.set(path.slice(prefix.length), this.#entries.length);
        this.#entries.push({ folder, start, size });
        // The root is in no folder.
        if (path !== prefix) this.#enter(path.slice(prefix.length));
      }
      start += size;
    }
  }

  #enter(path) {
    const slash = path.lastIndexOf("/");
    const folder = path.slice(0, slash);
    if (!this.#names.has(folder)) this.#names.set(folder, []);
    this.#names.get(folder).push(path.slice(slash + 1));
  }

  find(path) {
    return this.#byPath.get(path) ?? -NO_SUCH_FILE;
  }

  isFolder(file) {
    return this.#entries[file].folder;
  }

  size(file) {
    return this.#entries[file].size;
  }

  list(path) {
    return this.#names.get(path) ?? [];
  }

  read(file, target, position) {
    const { start, size } = this.#entries[file];
    const end = Math.min(size, position + target.length);
    if (position >= end) return 0;
    target.set(this.#bytes.subarray(start + position, start + end));
    return end - position;
  }

  create = refuse;
  remove = refuse;
  rename = refuse;
  resize = refuse;
  write = refuse;
}

function refuse() {
  return -69;
}

// A pack is one line for each entry, an empty line, and the bytes of all files one behind the other.
export function openPack(pack) {
  const all = new Uint8Array(pack);
  let end = 0;
  while (all[end] !== 10 || all[end + 1] !== 10) end += 1;
  return { lines: new TextDecoder().decode(all.subarray(0, end)).split("\n"), bytes: all.subarray(end + 2) };
}
