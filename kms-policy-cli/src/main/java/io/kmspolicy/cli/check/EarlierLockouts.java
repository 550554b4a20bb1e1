package io.kmspolicy.cli.check;

import io.kmspolicy.inputs.lint.LintRun;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The answers of the lockout check about the key policies before a change, as far as they are asked
 * for: what was indeterminate in the same way about the same policy is not the change's.
 */
final class EarlierLockouts {

  private final LockoutAnswers answers;
  private final Optional<LintRun> run;
  private final Map<String, List<PolicyText>> bySubject = new HashMap<>();

  /**
   * Answers about a run.
   *
   * @param run the policies before the change; empty if there were none
   */
  EarlierLockouts(LockoutAnswers answers, Optional<LintRun> run) {
    this.answers = answers;
    this.run = run;
    run.ifPresent(
        one ->
            LockoutAnswers.keyPolicies(one)
                .forEach(
                    text ->
                        bySubject.merge(
                            answers.subject(text), List.of(text), (a, b) -> List.of())));
  }

  /**
   * Whether the answer was the same before about a policy with the same statements, in whatever
   * order and with whatever names.
   */
  boolean has(String subject, PolicyText text, KeyLockout answer) {
    List<PolicyText> was = bySubject.getOrDefault(subject, List.of());
    return was.size() == 1
        && version(text).equals(version(was.get(0)))
        && statements(text).isPresent()
        && statements(text).equals(statements(was.get(0)))
        && answers.answer(was.get(0), run.orElseThrow()).report().isSame(answer.report());
  }

  private static Optional<io.kmspolicy.model.policy.PolicyVersion> version(PolicyText text) {
    return LockoutAnswers.document(text).map(PolicyDocument::version);
  }

  /** What the statements of a policy say, and how often; empty if it cannot be read. */
  private static Optional<Map<Statement, Long>> statements(PolicyText text) {
    return LockoutAnswers.document(text)
        .map(
            document ->
                document.statements().stream()
                    .map(Statement::withoutSid)
                    .collect(Collectors.groupingBy(one -> one, Collectors.counting())));
  }
}
