/** Every row class TypeORM maps; each noun adds its own. */
export const rows: (new () => object)[] = [];
