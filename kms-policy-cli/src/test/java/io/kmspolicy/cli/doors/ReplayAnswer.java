package io.kmspolicy.cli.doors;

import io.kmspolicy.cli.CommandRun;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@code replay --json} says of the policies' answer to its only event. */
final class ReplayAnswer {

  private static final Pattern POLICIES = Pattern.compile("\"policies\": \"([a-z ]+)");

  private ReplayAnswer() {}

  static Answer of(CommandRun run) {
    Matcher found = POLICIES.matcher(run.out());
    if (!found.find()) {
      throw new AssertionError(run.toString());
    }
    return switch (found.group(1)) {
      case "allowed" -> Answer.ALLOWED;
      case "denied" -> Answer.DENIED;
      default -> Answer.OPEN;
    };
  }
}
