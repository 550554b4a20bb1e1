package io.kmspolicy.cli.doors;

import static io.kmspolicy.junit.PolicyAssertions.assertThat;

import io.kmspolicy.junit.RequestAssert;
import io.kmspolicy.junit.RequestDetails;
import io.kmspolicy.testing.Policies;

/** Asks by the assertions of JUnit: the one that holds is the answer. */
record JUnitDoor(Question question, Policies policies) {

  private static final String CONTEXT = "kms:EncryptionContext:";

  Answer answer() {
    RequestAssert request = assertThat(policies).caller(question.caller()).on(Question.KEY);
    if (holds(() -> request.allows(Question.ACTION, this::state))) {
      return Answer.ALLOWED;
    }
    if (holds(() -> request.certainlyDenies(Question.ACTION, this::state))) {
      return Answer.DENIED;
    }
    request.leavesOpen(Question.ACTION, this::state);
    return Answer.OPEN;
  }

  private void state(RequestDetails with) {
    question
        .context()
        .forEach(
            (key, value) -> {
              if (key.startsWith(CONTEXT)) {
                with.encryptionContext(key.substring(CONTEXT.length()), value);
              } else {
                with.context(key, value);
              }
            });
    question.absent().forEach(with::absent);
  }

  private static boolean holds(Runnable assertion) {
    try {
      assertion.run();
      return true;
    } catch (AssertionError different) {
      return false;
    }
  }
}
