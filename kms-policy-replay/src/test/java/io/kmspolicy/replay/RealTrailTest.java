package io.kmspolicy.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.kmspolicy.directory.AssumedNone;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.replay.result.Agreement;
import io.kmspolicy.replay.result.OurAnswer;
import io.kmspolicy.replay.result.Question;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Promise: it never lies, measured on 240 events that AWS really answered. They were all allowed,
 * so a certain denial would be a lie. The records are read where they stand beside the checkout.
 */
class RealTrailTest {

  private static final Path TRAIL = Path.of("..", "..", "shared", "cloudtrail");
  private static final String SSM_KEY = "df45c99f";
  private static final String SECRETS_KEY = "c628d7bf";

  @TempDir Path policies;

  @BeforeEach
  void writeDirectory() throws IOException {
    assumeThat(TRAIL.resolve("real-kms.jsonl")).exists();
    writeKey(SSM_KEY, "aws-ssm-key.json");
    writeKey(SECRETS_KEY, "aws-secretsmanager-key.json");
  }

  private void writeKey(String idPrefix, String policy) throws IOException {
    String id = keyId(idPrefix);
    Path key = policies.resolve("111122223333/keys/us-east-1/" + id);
    Files.createDirectories(key);
    Files.copy(TRAIL.resolve(policy), key.resolve("policy.json"));
    Files.writeString(
        key.resolve("key.json"),
        """
        {"KeyMetadata": {"KeyId": "%s", "Arn": "arn:aws:kms:us-east-1:111122223333:key/%s",
         "KeyManager": "AWS", "KeySpec": "SYMMETRIC_DEFAULT", "KeyUsage": "ENCRYPT_DECRYPT",
         "Origin": "AWS_KMS", "MultiRegion": false}}
        """
            .formatted(id, id));
  }

  /** The whole id of the key in the records whose id begins like this. */
  private static String keyId(String prefix) throws IOException {
    String trail = Files.readString(TRAIL.resolve("real-kms.jsonl"));
    int begin = trail.indexOf(":key/" + prefix) + ":key/".length();
    return trail.substring(begin, trail.indexOf('"', begin));
  }

  private static final AssumedNone ALL = AssumedNone.of("test", List.of("all"), warning -> {});

  private ReplayReport replay(AssumedNone none, boolean infer) throws IOException {
    ReplayOptions options =
        new ReplayOptions(
            RequestContext.empty(),
            infer,
            false,
            false,
            false,
            ReplayOptions.Explanations.NONE,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    Policies current = Policies.of(PolicyDirectory.load(policies, none));
    try (Replay replay = new Replay(current, Optional.empty(), options);
        InputStream in = Files.newInputStream(TRAIL.resolve("real-kms.jsonl"))) {
      replay.read("real-kms.jsonl", in);
      return replay.report();
    }
  }

  private static List<Question> open(ReplayReport report) {
    return List.copyOf(report.questions().get(Agreement.INDETERMINATE).questions().keySet());
  }

  @Test
  void replay_nothingStated_leavesEveryEventOpen() throws IOException {
    ReplayReport report = replay(AssumedNone.nothing(), true);

    assertThat(report.records()).isEqualTo(new ReplayReport.Records(0, 240, 0, 240, 0));
    assertThat(report.events(Agreement.INDETERMINATE)).isEqualTo(240);
  }

  @Test
  void replay_otherLayersNoneAndServicesInferred_decidesEveryEventAsAwsDid() throws IOException {
    ReplayReport report = replay(ALL, true);

    assertThat(report.events(Agreement.SAME)).isEqualTo(240);
  }

  @Test
  void replay_withoutInference_leavesHiddenServicesOpen() throws IOException {
    ReplayReport report = replay(ALL, false);

    assertThat(report.events(Agreement.SAME)).isEqualTo(76);
    assertThat(report.events(Agreement.INDETERMINATE)).isEqualTo(164);
    assertThat(open(report)).extracting(Question::service).containsOnly("AWS Internal");
    assertThat(open(report)).extracting(Question::ours).containsOnly(OurAnswer.INDETERMINATE);
  }
}
