package io.kmspolicy.interceptor.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Promise: the interceptor keeps no names of any length that callers choose, in observe either. */
class LongKeyIdsTest {

  private static final Pattern SAID =
      Pattern.compile("(?s).*5000 calls decided, 0 failures, bytes: (-?\\d+)\\s*");
  private static final long MAX_BYTES = 5_000_000;

  @ParameterizedTest
  @DisplayName("5,000 calls with key ids of this length leave at most 5 MB, in a heap of 200 MB")
  @ValueSource(ints = {65_000, 500_000})
  void calls_withLongKeyIds_leaveNothing(int length, @TempDir Path directory) throws Exception {
    Path identity = Files.createDirectories(directory.resolve("111122223333/roles/App/identity"));
    Files.writeString(
        identity.resolve("deny.json"),
        """
        {"Version": "2012-10-17",
         "Statement": {"Effect": "Deny", "Action": "kms:*", "Resource": "*"}}
        """);
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx200m",
                "-cp",
                System.getProperty("java.class.path"),
                LongKeyIds.class.getName(),
                Integer.toString(length),
                directory.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(said).isZero();
    Matcher numbers = SAID.matcher(said);
    assertThat(numbers.matches()).as(said).isTrue();
    assertThat(Long.parseLong(numbers.group(1))).as(said).isLessThanOrEqualTo(MAX_BYTES);
  }
}
