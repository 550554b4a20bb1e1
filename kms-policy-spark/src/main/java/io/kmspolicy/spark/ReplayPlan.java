package io.kmspolicy.spark;

import io.kmspolicy.directory.AssumedNone;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.directory.PolicyDirectoryException;
import io.kmspolicy.replay.Policies;
import io.kmspolicy.replay.ReplayOptions;
import io.kmspolicy.replay.SharedPolicies;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What a replay on Spark judges events with: the files of the policy directories and the options,
 * as bytes, which is the form in which they reach the executors. Immutable.
 *
 * <pre>{@code
 * ReplayPlan plan =
 *     ReplayPlan.of(Path.of("policies"), Optional.empty(), ReplayOptions.defaults());
 * }</pre>
 */
public final class ReplayPlan {

  private final byte[] current;
  private final Optional<byte[]> proposed;
  private final AssumedNone assumed;
  private final ReplayOptions options;

  private ReplayPlan(
      byte[] current, Optional<byte[]> proposed, AssumedNone assumed, ReplayOptions options) {
    this.assumed = assumed;
    this.current = current;
    this.proposed = proposed;
    this.options = options;
  }

  /**
   * A plan.
   *
   * @param policies the policy directory with the policies in force
   * @param proposed the policy directory that is to replace it
   * @param options what the replay takes for granted; its explanations are not made
   * @throws PolicyDirectoryException if a directory is wrong
   * @throws UncheckedIOException if a directory cannot be read
   * @throws IllegalArgumentException if the options ask for history, the use of policies or
   *     suggestions, which need all events in one place
   */
  public static ReplayPlan of(Path policies, Optional<Path> proposed, ReplayOptions options) {
    if (options.history() || options.usage() || options.suggestions()) {
      throw new IllegalArgumentException(
          "history, the use of policies and suggestions are not supported on Spark");
    }
    return new ReplayPlan(
        checked(policies),
        proposed.map(ReplayPlan::checked),
        AssumedNone.nothing(),
        options.with(ReplayOptions.Explanations.NONE));
  }

  /** The same plan with layers that are none where the directories say nothing of them. */
  public ReplayPlan assuming(AssumedNone none) {
    return new ReplayPlan(current, proposed, none, options);
  }

  private static byte[] checked(Path directory) {
    PolicyDirectory.load(directory);
    return DirectoryBytes.of(directory);
  }

  /** Whether the plan has proposed policies. */
  public boolean isComparison() {
    return proposed.isPresent();
  }

  /** The plan as bytes, for {@link #ofBytes}. */
  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      OptionBytes.write(options, out);
      OptionBytes.writeTexts(assumed.layerWords(), out);
      write(current, out);
      out.writeBoolean(proposed.isPresent());
      if (proposed.isPresent()) {
        write(proposed.get(), out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(byte[] content, DataOutputStream out) throws IOException {
    out.writeInt(content.length);
    out.write(content);
  }

  /** The plan that {@link #toBytes} has written. */
  static ReplayPlan ofBytes(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      ReplayOptions options = OptionBytes.read(in);
      AssumedNone assumed = AssumedNone.of("the plan", OptionBytes.readTexts(in), former -> {});
      byte[] current = in.readNBytes(in.readInt());
      return new ReplayPlan(
          current,
          in.readBoolean() ? Optional.of(in.readNBytes(in.readInt())) : Optional.empty(),
          assumed,
          options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The SHA-256 of a plan's bytes, in hexadecimal. */
  static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The policies of a plan, read. Immutable. */
  record Loaded(Policies current, Optional<Policies> proposed, ReplayOptions options) {

    /** The policies in the form in which the replays of a process share them. */
    SharedPolicies shared() {
      return SharedPolicies.of(current, proposed, options);
    }
  }

  /** Reads the policies. */
  Loaded load() {
    return new Loaded(
        Policies.of(DirectoryBytes.load(current, assumed)),
        proposed.map(next -> Policies.of(DirectoryBytes.load(next, assumed))),
        options);
  }
}
