// A jest transform: TypeScript, and every dependency whose package says "type": "module", becomes CommonJS.
const swc = require('@swc/core');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const packageTypes = new Map();

module.exports = {
  getCacheKey: (source, file, options) =>
    createHash('sha1')
      .update('v1')
      .update(swc.version)
      .update(file)
      .update(source)
      .update(String(options.instrument))
      .digest('hex'),
  process: (source, file) =>
    needsTransform(file) ? swc.transformSync(source, optionsFor(file)) : { code: source },
};

function needsTransform(file) {
  return (
    isTypeScript(file) ||
    file.endsWith('.mjs') ||
    (file.endsWith('.js') && packageType(path.dirname(file)) === 'module')
  );
}

function isTypeScript(file) {
  return /\.[cm]?tsx?$/.test(file);
}

function packageType(folder) {
  if (packageTypes.has(folder)) return packageTypes.get(folder);
  const manifest = path.join(folder, 'package.json');
  let type = 'commonjs';
  if (fs.existsSync(manifest)) type = JSON.parse(fs.readFileSync(manifest, 'utf8')).type ?? 'commonjs';
  else if (folder !== path.dirname(folder)) type = packageType(path.dirname(folder));
  packageTypes.set(folder, type);
  return type;
}

function optionsFor(file) {
  const typescript = isTypeScript(file);
  return {
    filename: file,
    configFile: false,
    swcrc: false,
    sourceMaps: typescript ? 'inline' : false,
    module: { type: 'commonjs', importInterop: 'swc' },
    jsc: {
      target: 'es2022',
      externalHelpers: false,
      parser: typescript
        ? { syntax: 'typescript', decorators: true, tsx: file.endsWith('x') }
        : { syntax: 'ecmascript' },
      transform: {
        legacyDecorator: true,
        decoratorMetadata: true,
        useDefineForClassFields: false,
        hidden: { jest: typescript },
      },
    },
  };
}
