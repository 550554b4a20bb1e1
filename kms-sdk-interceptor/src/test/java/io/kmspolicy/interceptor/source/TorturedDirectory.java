package io.kmspolicy.interceptor.source;

import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.source.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Replaces the files of a policy directory in all ways that writers do. Each complete state lets
 * the role use the key {@link #OPEN}, by one of two identity policies, and denies it the key {@link
 * #SHUT}. What a writer leaves in between may do neither.
 */
final class TorturedDirectory {

  static final KmsResource.Key OPEN = LivePolicyKms.key(1);
  static final KmsResource.Key SHUT = LivePolicyKms.key(2);

  private static final String PROPERTIES = "none = boundary, session, scp, rcp, grants, endpoint\n";
  private static final String ROLE = "111122223333/roles/App";
  private static final int FILES = 4;

  private final Path root;
  private final Path spare;
  private final Random random;
  private int generation;
  private long slowest;

  TorturedDirectory(Path root, Path spare, Random random) throws IOException {
    this.root = root;
    this.spare = spare;
    this.random = random;
    Files.createDirectories(spare);
    Files.createDirectories(root);
    complete(root, "");
  }

  /** Writes one complete state into an empty directory, in a random order of identity policies. */
  private void complete(Path target, String extraProperties) throws IOException {
    long start = System.nanoTime();
    generation++;
    write(target, "directory.properties", PROPERTIES + extraProperties);
    write(target, keyFile(OPEN), keyPolicy("Allow", "arn:aws:iam::111122223333:root"));
    write(target, keyFile(SHUT), keyPolicy("Deny", "*"));
    boolean first = random.nextBoolean();
    write(target, identity("a"), identityPolicy(first ? "kms:Encrypt" : "kms:ListKeys"));
    pause();
    write(target, identity("b"), identityPolicy(first ? "kms:ListKeys" : "kms:Encrypt"));
    slowest = Math.max(slowest, System.nanoTime() - start);
  }

  private static String keyFile(KmsResource.Key key) {
    return "111122223333/keys/us-west-2/" + key.keyId() + "/policy.json";
  }

  private static String identity(String name) {
    return ROLE + "/identity/" + name + ".json";
  }

  private static String keyPolicy(String effect, String principal) {
    return """
    {"Version": "2012-10-17", "Statement": {"Effect": "%s", "Principal": {"AWS": "%s"},
     "Action": "kms:*", "Resource": "*"}}
    """
        .formatted(effect, principal);
  }

  private String identityPolicy(String action) {
    return """
    {"Version": "2012-10-17", "Statement": {"Sid": "G%d", "Effect": "Allow",
     "Action": "%s", "Resource": "*"}}
    """
        .formatted(generation, action);
  }

  private static void write(Path root, String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  /** A writer's rest, much shorter than the settle times of the test. */
  private void pause() {
    Eventually.pause(random.nextInt(20));
  }

  /** A rest that outlasts every settle time: what is left meanwhile must not look complete. */
  private static void longPause() {
    Eventually.pause(DirectoryTortureTest.REMOVAL.toMillis() * 2);
  }

  /**
   * Damages the directory and leaves a complete state.
   *
   * @return how many nanoseconds the slowest copy took, which must be less than the settle times
   */
  long torture() throws IOException, InterruptedException {
    slowest = 0;
    switch (random.nextInt(10)) {
      case 0 -> removeAndCopySlowly();
      case 1 -> removeAndCopyCounted();
      case 2 -> truncate();
      case 3 -> breakFile(identity("a"));
      case 4 -> breakFile("directory.properties");
      case 5 -> emptyIdentity();
      case 6 -> linkInALoop();
      case 7 -> pipe();
      case 8 -> turnLink();
      default -> deleteAll();
    }
    return slowest;
  }

  private void removeAndCopySlowly() throws IOException {
    delete(root.resolve(ROLE));
    pause();
    complete(root, "");
  }

  /** The number of files, which is copied first, keeps half a copy from being read. */
  private void removeAndCopyCounted() throws IOException {
    Files.writeString(root.resolve("directory.properties"), PROPERTIES + "files = " + FILES);
    Files.delete(root.resolve(identity("a")));
    longPause();
    complete(root, "files = " + FILES);
  }

  private void truncate() throws IOException {
    String whole = identityPolicy("kms:*");
    Files.writeString(root.resolve(identity("a")), whole.substring(0, whole.length() / 2));
    longPause();
    Files.writeString(root.resolve(identity("a")), whole);
  }

  private void breakFile(String file) throws IOException {
    String before = Files.readString(root.resolve(file));
    Files.writeString(root.resolve(file), "}{ = broken");
    longPause();
    Files.writeString(root.resolve(file), before);
  }

  private void emptyIdentity() throws IOException {
    Files.writeString(root.resolve("directory.properties"), PROPERTIES);
    Files.delete(root.resolve(identity("a")));
    Files.delete(root.resolve(identity("b")));
    longPause();
    complete(root, "");
  }

  private void linkInALoop() throws IOException {
    Path link = root.resolve("111122223333/roles/loop");
    Files.createSymbolicLink(link, random.nextBoolean() ? link : root);
    longPause();
    Files.delete(link);
  }

  private void pipe() throws IOException, InterruptedException {
    Path pipe = root.resolve(identity("c"));
    if (new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() != 0) {
      throw new IOException("mkfifo failed");
    }
    longPause();
    Files.delete(pipe);
  }

  /** The documented way: a directory is completed beside the old one, and a link is turned. */
  private void turnLink() throws IOException {
    Path next = Files.createTempDirectory(spare, "role");
    delete(next);
    Files.createDirectories(next);
    complete(next, "");
    Path link = spare.resolve("next");
    Files.createSymbolicLink(link, next.resolve(ROLE));
    delete(root.resolve(ROLE));
    Files.move(link, root.resolve(ROLE), StandardCopyOption.ATOMIC_MOVE);
    complete(root, "");
  }

  private void deleteAll() throws IOException {
    delete(root);
    longPause();
    Files.createDirectories(root);
    complete(root, "");
  }

  private static void delete(Path directory) throws IOException {
    if (Files.isSymbolicLink(directory)) {
      Files.delete(directory);
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
