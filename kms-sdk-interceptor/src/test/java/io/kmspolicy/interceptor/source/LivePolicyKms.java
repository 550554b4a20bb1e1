package io.kmspolicy.interceptor.source;

import io.kmspolicy.interceptor.source.FakeAws.Answer;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** A fake KMS with key policies and faults that a test sets. It refuses no call. */
public final class LivePolicyKms {

  /** What happens to requests for policies; null lets them through. */
  final AtomicReference<Supplier<Answer>> fault = new AtomicReference<>();

  private final Map<String, String> effects = new ConcurrentHashMap<>();
  private final AtomicInteger generation = new AtomicInteger();

  public static KmsResource.Key key(int number) {
    return new KmsResource.Key(
        "aws",
        "us-west-2",
        "111122223333",
        String.format("%08x-0000-4000-8000-000000000000", number));
  }

  /** Gives a key a policy of one statement. */
  void set(KmsResource.Key key, String effect) {
    effects.put(key.arn(), effect);
  }

  /** Gives all keys a new policy with the same effect. */
  void renew() {
    generation.incrementAndGet();
  }

  BiFunction<String, String, Answer> service() {
    return (operation, body) -> {
      Supplier<Answer> broken = fault.get();
      if (broken != null && operation.equals("GetKeyPolicy")) {
        return broken.get();
      }
      return switch (operation) {
        case "GetKeyPolicy" -> Answer.ok("{\"Policy\":\"" + policy(arn(body)) + "\"}");
        case "ListGrants" -> Answer.ok("{\"Grants\":[],\"Truncated\":false}");
        case "DescribeKey" ->
            Answer.ok(
                "{\"KeyMetadata\":{\"Arn\":\""
                    + arn(body)
                    + "\",\"KeyId\":\"k\",\"KeyManager\":\"CUSTOMER\"}}");
        default -> Answer.ok("{}");
      };
    };
  }

  private static String arn(String body) {
    int start = body.indexOf("arn:aws:kms");
    return body.substring(start, body.indexOf('"', start));
  }

  private String policy(String arn) {
    return ("{'Version':'2012-10-17','Statement':[{'Sid':'G"
            + generation.get()
            + "','Effect':'"
            + effects.getOrDefault(arn, "Allow")
            + "','Principal':'*','Action':'kms:*','Resource':'*'}]}")
        .replace("'", "\\\"");
  }
}
