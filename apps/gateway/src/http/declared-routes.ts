import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { accessRowFor } from './access-table.js';
import { SocketDoors } from './socket-doors.js';

export interface RegisteredRoute {
  /** `GET`, `POST`, ... or `WS` for a socket. */
  readonly method: string;
  readonly path: string;
}

/** Invariant: a gateway with a route or socket that the access table does not name does not start. */
@Injectable()
export class DeclaredRoutes implements OnApplicationBootstrap {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly sockets: SocketDoors,
  ) {}

  onApplicationBootstrap(): void {
    const undeclared = this.list().filter(({ method, path }) => accessRowFor(method, path) === null);
    if (undeclared.length > 0) {
      const names = undeclared.map(({ method, path }) => `${method} ${path}`).join(', ');
      throw new Error(`routes without a row in the access table: ${names}. Say who may call them.`);
    }
  }

  /** What is registered, read from the router itself and not from what we meant to register. */
  list(): RegisteredRoute[] {
    const express = this.adapterHost.httpAdapter.getInstance<{ router: { stack: Layer[] } }>();
    const routes = express.router.stack.flatMap(({ route }) =>
      route
        ? Object.keys(route.methods).map((method) => ({ method: method.toUpperCase(), path: route.path }))
        : [],
    );
    return [...routes, ...this.sockets.paths().map((path) => ({ method: 'WS', path }))];
  }
}

interface Layer {
  route?: { path: string; methods: Record<string, boolean> };
}
