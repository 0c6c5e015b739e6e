const oldest = [20, 19];

/** Ends the process with a sentence when this Node is too old. Imported first, before any newer syntax. */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  console.error(`Gatehouse needs Node.js ${oldest.join('.')} or newer; this is ${process.version}.`);
  console.error('Install a newer one from https://nodejs.org and run the same command again.');
  process.exit(1);
}
