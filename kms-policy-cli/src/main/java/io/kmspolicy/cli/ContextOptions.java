package io.kmspolicy.cli;

import io.kmspolicy.cli.io.UnknownConditionKey;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.facts.StatedKeys;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.text.LetterCase;
import io.kmspolicy.model.text.Quoting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/**
 * The options that state condition keys of a request. What nobody states and nothing determines is
 * unknown.
 */
final class ContextOptions {

  private static final String ALL = "*";

  @Option(
      names = "--context",
      paramLabel = "KEY=VALUE",
      description = {
        "A condition key of the request; repeat it for more keys and for more values of one key. A"
            + " key that is not given and that does not follow from the caller, the key, the"
            + " organization or the action is unknown."
      })
  private List<String> context = new ArrayList<>();

  @Option(
      names = "--absent",
      paramLabel = "KEY",
      description =
          "A condition key that the request does not have; PREFIX* for all keys with a prefix.")
  private List<String> absent = new ArrayList<>();

  @Option(
      names = "--unknown",
      paramLabel = "KEY",
      description =
          "A condition key whose value is unknown, also if it would follow; PREFIX* for all keys"
              + " with a prefix.")
  private List<String> unknown = new ArrayList<>();

  @Option(
      names = "--nothing-else",
      description =
          "The request has no condition keys but those that are given, that follow, and that every"
              + " request has.")
  private boolean nothingElse;

  /** Whether an option states anything. */
  boolean isUsed() {
    return !context.isEmpty() || !absent.isEmpty() || !unknown.isEmpty() || nothingElse;
  }

  /** Warnings about condition keys that no request to KMS has. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (String pair : context) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      UnknownConditionKey.warning("--context", key).ifPresent(warnings::add);
    }
    warn("--absent", absent, warnings);
    warn("--unknown", unknown, warnings);
    return warnings;
  }

  private static void warn(String option, List<String> names, List<String> warnings) {
    for (String name : names) {
      if (!name.endsWith(ALL)) {
        UnknownConditionKey.warning(option, name).ifPresent(warnings::add);
      }
    }
  }

  /**
   * The request with what the options state.
   *
   * @throws BadInputException if they contradict each other, or what every request has
   */
  RequestFacts stated(RequestFacts known) {
    RequestContext.Builder keys = known.stated().keys().toBuilder();
    Set<String> values = new HashSet<>();
    for (String pair : context) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new BadInputException("--context: `" + pair + "` must be KEY=VALUE");
      }
      String key = pair.substring(0, equals);
      if (values.add(ConditionContext.name(key))) {
        keys.set(key, ContextValue.of(pair.substring(equals + 1)));
      } else {
        keys.put(key, pair.substring(equals + 1));
      }
    }
    for (String name : unknown) {
      require("--unknown", name);
      keys.unknown(name);
    }
    Set<String> prefixes = new HashSet<>();
    for (String name : absent) {
      require("--absent", name);
      if (name.endsWith(ALL)) {
        prefixes.add(LetterCase.lowerCase(name.substring(0, name.length() - 1)));
      } else {
        requireCanLack(known, name, values);
        keys.set(name, ContextValue.absent());
      }
    }
    boolean nothing = nothingElse || prefixes.remove("");
    return known.stating(new StatedKeys(keys.build(), prefixes, nothing));
  }

  /** How to settle an answer that depends on some keys; empty if it depends on none. */
  static Optional<String> settling(RequestFacts facts, List<String> keys) {
    List<String> options = new ArrayList<>();
    for (String key : keys) {
      boolean canLack = !facts.isAlwaysPresent(ConditionContext.name(key));
      options.add("--context " + key + "=VALUE" + (canLack ? " or --absent " + key : ""));
    }
    return options.isEmpty()
        ? Optional.empty()
        : Optional.of("to settle it, add " + Quoting.escape(String.join(", ", options)));
  }

  private static void require(String option, String name) {
    int star = name.indexOf('*');
    if (name.isEmpty() || (star >= 0 && star < name.length() - 1)) {
      throw new BadInputException(
          option + ": `" + name + "` must be a key, or a prefix with one `*` at its end");
    }
  }

  private void requireCanLack(RequestFacts known, String name, Set<String> values) {
    String key = ConditionContext.name(name);
    if (known.isAlwaysPresent(key)) {
      throw new BadInputException(
          "--absent: `" + name + "` is never absent, every request has it; see --unknown");
    }
    boolean isUnknown = unknown.stream().map(ConditionContext::name).anyMatch(key::equals);
    if (values.contains(key) || isUnknown) {
      throw new BadInputException(
          "--absent: `" + name + "` is also in " + (isUnknown ? "--unknown" : "--context"));
    }
  }
}
