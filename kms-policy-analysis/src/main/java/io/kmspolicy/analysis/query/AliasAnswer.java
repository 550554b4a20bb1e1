package io.kmspolicy.analysis.query;

import io.kmspolicy.analysis.query.Answer.Result;
import io.kmspolicy.engine.condition.ConditionExpression;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Combines the two permissions that an action on an alias requires (rule 5.11).
 *
 * @param key the answer for the key, which is not denied
 * @param aliases the answer for each alias
 * @param canAllowOthers whether another alias can be allowed if none of them is
 * @param mayDiffer whether the policies may treat another alias in another way than all of them
 */
record AliasAnswer(Answer key, List<Answer> aliases, boolean canAllowOthers, boolean mayDiffer) {

  private static final String NAME = "the name of the alias";

  /** The answer for the alias and the key together. */
  Answer together() {
    List<Answer> possible =
        aliases.stream().filter(answer -> answer.result() != Result.DENIED).toList();
    if (possible.isEmpty() && canAllowOthers) {
      return unknown(List.of(), "not allowed on " + tried() + "; another name is not decided");
    }
    if (mayDiffer && !possible.isEmpty()) {
      Answer found = new AliasAnswer(key, aliases, canAllowOthers, false).together();
      String text = found.why().isEmpty() ? found.result().text() : found.why();
      return unknown(found.dependsOn(), text + "; a name that is not tried may differ");
    }
    if (possible.isEmpty()) {
      return new Answer(
          key.principal(),
          key.action(),
          key.resource(),
          Result.DENIED,
          "",
          List.of(),
          Optional.empty(),
          "the action needs a permission on an alias too, which nothing allows (rule 5.11)");
    }
    boolean all = possible.size() == aliases.size();
    Result best = Result.INDETERMINATE;
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
    boolean unknown = key.result() == Result.INDETERMINATE || best == Result.INDETERMINATE;
    Result result = unknown ? Result.INDETERMINATE : Result.CONDITIONAL;
    return new Answer(
        key.principal(),
        key.action(),
        key.resource(),
        result,
        String.join("; ", why),
        List.copyOf(depends),
        unknown ? Optional.empty() : conditions(all && haveSameText(possible)));
  }

  private Answer unknown(List<String> dependsOn, String why) {
    List<String> depends = new ArrayList<>(key.dependsOn());
    depends.addAll(dependsOn);
    depends.add(NAME);
    return new Answer(
        key.principal(), key.action(), key.resource(), Result.INDETERMINATE, why, depends);
  }

  private String tried() {
    return aliases.stream()
        .map(answer -> "`" + alias(answer) + "`")
        .collect(Collectors.joining(", "));
  }

  /** The condition on the key and one of those on the aliases. */
  private Optional<ConditionExpression> conditions(boolean isSameForAll) {
    List<ConditionExpression> onAliases = new ArrayList<>();
    for (Answer answer : aliases) {
      Optional<ConditionExpression> condition = answer.condition();
      if (condition.isEmpty()) {
        return Optional.empty();
      }
      String name = "`" + alias(answer) + "`";
      ConditionExpression isMeant =
          new ConditionExpression.Fact("the alias is " + name, "the alias is not " + name);
      onAliases.add(
          isSameForAll
              ? condition.get()
              : ConditionExpression.all(List.of(isMeant, condition.get())));
    }
    ConditionExpression onSome = ConditionExpression.any(onAliases);
    return key.condition().map(onKey -> ConditionExpression.all(List.of(onKey, onSome)));
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
}
