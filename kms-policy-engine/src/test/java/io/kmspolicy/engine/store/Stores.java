package io.kmspolicy.engine.store;

import io.kmspolicy.engine.row.Residuals;
import io.kmspolicy.engine.row.RowBuilder;
import io.kmspolicy.engine.row.RowInterner;
import io.kmspolicy.engine.table.PolicyCompiler;

/** Stores of rows for tests. */
public final class Stores {

  private Stores() {}

  /** A store of rows on what a compiler makes. */
  public static RowStore of(
      PolicyCompiler compiler, RowInterner interner, long bytes, int rowsPerCaller) {
    return new RowStore(
        new CompilationCache(compiler::compile, compiler::compile),
        RowBuilder.maker(compiler, interner),
        interner,
        bytes,
        rowsPerCaller);
  }

  /** A store of rows on the compiled policies of {@link Residuals}. */
  static RowStore of(long bytes, int rowsPerCaller) {
    return of(Residuals.compiler(), Residuals.interner(), bytes, rowsPerCaller);
  }
}
