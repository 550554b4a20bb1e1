package io.kmspolicy.cli.query;

import io.kmspolicy.cli.query.Answer.Result;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Combines the two permissions that an action on an alias requires (rule 5.11).
 *
 * @param key the answer for the key, which is not denied
 * @param aliases the answer for each alias
 */
record AliasAnswer(Answer key, List<Answer> aliases) {

  /** The answer for the alias and the key together. */
  Answer together() {
    List<Answer> possible =
        aliases.stream().filter(answer -> answer.result() != Result.DENIED).toList();
    if (possible.isEmpty()) {
      return key(Result.DENIED, "", List.of());
    }
    boolean all = possible.size() == aliases.size();
    Result best = Result.UNKNOWN;
    for (Answer answer : possible) {
      best = answer.result().compareTo(best) < 0 ? answer.result() : best;
    }
    if (all && best == Result.ALLOWED && haveSameText(possible)) {
      return key;
    }
    List<String> why = new ArrayList<>();
    LinkedHashSet<String> depends = new LinkedHashSet<>(key.dependsOn());
    if (!key.why().isEmpty()) {
      why.add("on the key: " + key.why());
    }
    if (all && haveSameText(possible)) {
      why.add("on the alias: " + possible.get(0).why());
    } else {
      possible.forEach(answer -> why.add(aliasText(answer)));
      aliases.stream()
          .filter(answer -> answer.result() == Result.DENIED)
          .forEach(answer -> why.add("not on `" + alias(answer) + "`"));
    }
    possible.forEach(answer -> depends.addAll(answer.dependsOn()));
    boolean unknown = key.result() == Result.UNKNOWN || best == Result.UNKNOWN;
    return key(
        unknown ? Result.UNKNOWN : Result.CONDITIONAL,
        String.join("; ", why),
        List.copyOf(depends));
  }

  private static boolean haveSameText(List<Answer> answers) {
    return answers.stream().map(answer -> answer.result() + answer.why()).distinct().count() == 1;
  }

  private static String aliasText(Answer answer) {
    return "on `" + alias(answer) + "`" + (answer.why().isEmpty() ? "" : ": " + answer.why());
  }

  private static String alias(Answer answer) {
    return answer.resource().substring(answer.resource().lastIndexOf(":alias/") + 1);
  }

  private Answer key(Result result, String why, List<String> dependsOn) {
    return new Answer(key.principal(), key.action(), key.resource(), result, why, dependsOn);
  }
}
