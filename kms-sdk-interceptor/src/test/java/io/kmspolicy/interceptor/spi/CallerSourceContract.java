package io.kmspolicy.interceptor.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.request.Caller;
import io.kmspolicy.spi.AnswerCheck;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.services.kms.model.ListKeysRequest;

/**
 * What every {@link CallerSource} has to keep. Extend it, and return a source that has loaded what
 * it will hold.
 */
public abstract class CallerSourceContract {

  private static final Caller.AccountCaller STRANGER =
      (Caller.AccountCaller)
          Caller.parse("arn:aws:sts::999988887777:assumed-role/nobody-knows/session");
  private static final SdkRequest PLAIN = ListKeysRequest.builder().build();
  private static final SdkRequest OTHER_CREDENTIALS =
      ListKeysRequest.builder()
          .overrideConfiguration(
              o ->
                  o.credentialsProvider(
                      StaticCredentialsProvider.create(
                          AwsBasicCredentials.create("AKIDSTRANGER", "secret"))))
          .build();

  /** The source; the same one throughout a test. */
  protected abstract CallerSource source();

  /** The attributes of a call whose caller the source knows, if there are any. */
  protected Optional<ExecutionAttributes> knownCall() {
    return Optional.empty();
  }

  @Test
  public void callerOf_requestWithCredentialsOfItsOwn_isNotKnown() {
    assertThat(source().callerOf(OTHER_CREDENTIALS, new ExecutionAttributes())).isEmpty();
  }

  @Test
  public void callerOf_knownCall_isTheSameCallerAgain() {
    knownCall()
        .ifPresent(
            call -> {
              Optional<Caller.AccountCaller> caller = source().callerOf(PLAIN, call);
              assertThat(caller).isPresent();
              assertThat(source().callerOf(PLAIN, call)).isEqualTo(caller);
            });
  }

  @Test
  public void tagsOf_stranger_areNotKnown() {
    assertThat(source().tagsOf(STRANGER)).isEmpty();
  }

  @Test
  public void answers_anything_comeFromMemory() throws Exception {
    ExecutionAttributes call = knownCall().orElseGet(ExecutionAttributes::new);
    AnswerCheck.answersWithoutWaiting(() -> source().callerOf(PLAIN, call));
    AnswerCheck.answersWithoutWaiting(() -> source().callerOf(OTHER_CREDENTIALS, call));
    AnswerCheck.answersWithoutWaiting(() -> source().tagsOf(STRANGER));
  }
}
