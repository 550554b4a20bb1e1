package io.kmspolicy.cli.query;

import io.kmspolicy.analysis.query.GivenKeys;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.UnknownConditionKey;
import io.kmspolicy.model.problem.BadInputException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that gives condition keys of all requests of a question. */
final class GivenOptions {

  @Option(
      names = "--given",
      paramLabel = "KEY=VALUE",
      description = {
        "Ask about requests with this condition key only; repeat it for more keys and for more"
            + " values of one key. It stays absent where a request cannot carry it."
      })
  private List<String> pairs = new ArrayList<>();

  /**
   * The keys. Warns of keys that no request to KMS carries.
   *
   * @throws BadInputException if a pair has no key
   */
  GivenKeys keys(CliContext context) {
    GivenKeys keys = GivenKeys.none();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new BadInputException("--given: `" + pair + "` must be KEY=VALUE");
      }
      String name = pair.substring(0, equals);
      UnknownConditionKey.warning("--given", name).ifPresent(context.err()::println);
      keys = keys.and(name, pair.substring(equals + 1));
    }
    return keys;
  }
}
