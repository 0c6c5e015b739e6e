import { Module } from '@nestjs/common';
import { PoliciesController } from '../http/policies.controller.js';
import { DirectoryModule } from './directory.module.js';

@Module({ imports: [DirectoryModule], controllers: [PoliciesController] })
export class PolicyModule {}
