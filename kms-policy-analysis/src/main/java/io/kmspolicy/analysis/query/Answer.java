package io.kmspolicy.analysis.query;

import io.kmspolicy.engine.condition.ConditionExpression;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One row of an answer table: whether a principal may use an action on a resource.
 *
 * @param principal the name of the principal
 * @param action the name of the action
 * @param resource the ARN of the resource
 * @param result the result
 * @param why the conditions of a conditional answer, or the missing information of an unknown
 *     answer; empty for other results
 * @param dependsOn the condition keys, policies and facts on which a conditional or unknown answer
 *     depends
 * @param conditions the conditions of a conditional answer, if they are known
 * @param reasons what allows or denies every request; empty for other results
 * @param atMost for an unknown result, the most that the principal may do, if this was asked
 */
public record Answer(
    String principal,
    String action,
    String resource,
    Result result,
    String why,
    List<String> dependsOn,
    Optional<ConditionExpression> conditions,
    String reasons,
    Optional<AtMost> atMost) {

  /** An answer without the most that the principal may do. */
  public Answer(
      String principal,
      String action,
      String resource,
      Result result,
      String why,
      List<String> dependsOn,
      Optional<ConditionExpression> conditions,
      String reasons) {
    this(
        principal, action, resource, result, why, dependsOn, conditions, reasons, Optional.empty());
  }

  /** An answer without reasons. */
  Answer(
      String principal,
      String action,
      String resource,
      Result result,
      String why,
      List<String> dependsOn,
      Optional<ConditionExpression> conditions) {
    this(principal, action, resource, result, why, dependsOn, conditions, "");
  }

  /** An answer without conditions as data. */
  Answer(
      String principal,
      String action,
      String resource,
      Result result,
      String why,
      List<String> dependsOn) {
    this(principal, action, resource, result, why, dependsOn, Optional.empty());
  }

  /** Copies the list without duplicates. */
  public Answer {
    dependsOn = dependsOn.stream().distinct().toList();
  }

  /** The answer with the most that the principal may do. */
  Answer with(AtMost most) {
    return new Answer(
        principal,
        action,
        resource,
        result,
        why,
        dependsOn,
        conditions,
        reasons,
        Optional.of(most));
  }

  /** The conditions, what is unknown, or the reasons: the text behind the result. */
  public String text() {
    return why.isEmpty() ? reasons : why;
  }

  /** The condition under which the principal may do it; empty if it is not known. */
  Optional<ConditionExpression> condition() {
    return switch (result) {
      case ALLOWED -> Optional.of(ConditionExpression.always());
      case DENIED -> Optional.of(ConditionExpression.never());
      case CONDITIONAL -> conditions;
      case INDETERMINATE -> Optional.empty();
    };
  }

  /** The possible results of a query. */
  public enum Result {
    /** Allowed for every request context. */
    ALLOWED,
    /** Allowed if conditions of the policies hold. */
    CONDITIONAL,
    /** Depends on unknown policies or facts. */
    INDETERMINATE,
    /** Denied for every request context. */
    DENIED;

    /** The result with this name. */
    public static Optional<Result> of(String text) {
      return Arrays.stream(values()).filter(result -> result.text().equals(text)).findFirst();
    }

    /** The names of the results. */
    public static List<String> texts() {
      return Arrays.stream(values()).map(Result::text).toList();
    }

    /** The result as the commands print it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
