package io.kmspolicy.cli.input;

import io.kmspolicy.analysis.query.DirectoryNames;
import io.kmspolicy.analysis.query.DirectoryNames.NamedKey;
import io.kmspolicy.inputs.join.PolicyInput;
import java.io.IOException;

/** The principals, keys and aliases of a policy directory or of files. */
public final class InputNames {

  private InputNames() {}

  /** The names of an input. */
  public static DirectoryNames of(PolicyInput input) throws IOException {
    if (input.root().isPresent()) {
      return new DirectoryNames(input.root().get(), input.directory());
    }
    return DirectoryNames.of(
        input.directory(),
        input.principals(),
        input.keys().entrySet().stream()
            .map(key -> new NamedKey(key.getKey(), key.getValue().name(), key.getValue().aliases()))
            .toList());
  }
}
