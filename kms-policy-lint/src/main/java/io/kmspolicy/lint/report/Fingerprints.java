package io.kmspolicy.lint.report;

import io.kmspolicy.lint.rule.Finding;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Names findings in a way that survives moved lines: by the rule, the file, the {@code Sid} and the
 * message. The numbers of statements without a {@code Sid} and the places in messages do not count.
 * Equal findings of one file are numbered.
 */
final class Fingerprints {

  /** The number of a statement, and the line and column of a place. */
  private static final Pattern MOVES =
      Pattern.compile("(?<=`)#\\d+(?=`)|(?<=\\w):\\d+:\\d+(?!\\w)");

  private static final int BYTES = 16;

  private Fingerprints() {}

  /**
   * The fingerprints of some findings, in their order.
   *
   * @param names the name of a file as it is part of the fingerprint
   */
  static List<String> of(List<Finding> findings, UnaryOperator<String> names) {
    Map<String, Integer> seen = new HashMap<>();
    List<String> fingerprints = new ArrayList<>();
    for (Finding finding : findings) {
      String base =
          String.join(
              "\n",
              finding.rule().id(),
              names.apply(finding.location().source()),
              finding.statement().startsWith("#") ? "" : finding.statement(),
              MOVES.matcher(finding.message()).replaceAll(""));
      int number = seen.merge(base, 1, Integer::sum);
      fingerprints.add(digest(base + "\n" + number));
    }
    return fingerprints;
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
