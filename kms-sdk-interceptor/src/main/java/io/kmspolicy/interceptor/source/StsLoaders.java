package io.kmspolicy.interceptor.source;

import static io.kmspolicy.interceptor.source.AwsCalls.required;

import io.kmspolicy.model.request.Caller;
import io.kmspolicy.source.SourceException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** Loads the identities to which credentials belong. */
final class StsLoaders {

  private final StsClient sts;
  private final AwsCalls calls;
  private final AtomicReference<@Nullable String> account = new AtomicReference<>();

  StsLoaders(StsClient sts, AwsCalls calls) {
    this.sts = sts;
    this.calls = calls;
  }

  /** The identity of credentials, as {@code GetCallerIdentity} reports it to them. */
  CallerIdentity caller(CallerCredentials credentials) {
    GetCallerIdentityResponse answer =
        calls.call(
            AwsApi.GET_CALLER_IDENTITY,
            () ->
                sts.getCallerIdentity(
                    r ->
                        r.overrideConfiguration(
                            o -> o.credentialsProvider(credentials.provider()))));
    String arn = required(answer.arn(), "caller ARN");
    if (Caller.parse(arn) instanceof Caller.AccountCaller caller) {
      return new CallerIdentity(caller, answer.userId() == null ? "" : answer.userId());
    }
    throw new SourceException("`" + arn + "` is not an identity of an account");
  }

  /** The account of the client's own credentials, in which this source loads. */
  String account() {
    String known = account.get();
    if (known == null) {
      known =
          required(
              calls
                  .call(AwsApi.GET_CALLER_IDENTITY, () -> sts.getCallerIdentity(r -> {}))
                  .account(),
              "account");
      account.set(known);
    }
    return known;
  }
}
