import { Controller, Get, Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { DomainError } from '@gatehouse/kernel';

/** Holds the description of the API, which can be made only once every route is registered. */
@Injectable()
export class ApiDescription {
  private made: OpenAPIObject | null = null;
  private make: (() => OpenAPIObject) | null = null;

  /** Called once, while the application is put together. */
  useMaker(make: () => OpenAPIObject): void {
    this.make = make;
  }

  read(): OpenAPIObject {
    this.made ??= this.make?.() ?? null;
    if (this.made === null)
      throw new DomainError('not-ready', 'The description is not there yet. Try again.');
    return this.made;
  }
}

@Controller('openapi.json')
export class OpenApiController {
  constructor(private readonly description: ApiDescription) {}

  @Get()
  describe(): OpenAPIObject {
    return this.description.read();
  }
}
