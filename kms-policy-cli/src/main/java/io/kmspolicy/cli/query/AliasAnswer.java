package io.kmspolicy.cli.query;

import io.kmspolicy.cli.query.Answer.Result;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The two halves of an action on an alias (rule 5.11), put together.
 *
 * @param key the half on the key, which is not denied
 * @param aliases the half on the alias, for each alias it is about
 */
record AliasAnswer(Answer key, List<Answer> aliases) {

  Answer together() {
    List<Answer> possible =
        aliases.stream().filter(answer -> answer.result() != Result.DENIED).toList();
    if (possible.isEmpty()) {
      return key(Result.DENIED, "", List.of());
    }
    boolean all = possible.size() == aliases.size();
    Result best = Result.UNKNOWN;
    for (Answer one : possible) {
      best = one.result().compareTo(best) < 0 ? one.result() : best;
    }
    if (all && best == Result.ALLOWED && agree(possible)) {
      return key;
    }
    List<String> why = new ArrayList<>();
    LinkedHashSet<String> depends = new LinkedHashSet<>(key.dependsOn());
    if (!key.why().isEmpty()) {
      why.add("on the key: " + key.why());
    }
    if (all && agree(possible)) {
      why.add("on the alias: " + possible.get(0).why());
    } else {
      possible.forEach(answer -> why.add(words(answer)));
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

  private static boolean agree(List<Answer> answers) {
    return answers.stream().map(answer -> answer.result() + answer.why()).distinct().count() == 1;
  }

  private static String words(Answer one) {
    return "on `" + alias(one) + "`" + (one.why().isEmpty() ? "" : ": " + one.why());
  }

  private static String alias(Answer one) {
    return one.resource().substring(one.resource().lastIndexOf(":alias/") + 1);
  }

  private Answer key(Result result, String why, List<String> dependsOn) {
    return new Answer(key.principal(), key.action(), key.resource(), result, why, dependsOn);
  }
}
