package io.kmspolicy.collect;

import io.kmspolicy.collect.Journal.Origin;
import io.kmspolicy.collect.aws.AwsAccount;
import io.kmspolicy.collect.aws.AwsIdentity;
import io.kmspolicy.collect.aws.LayerReading;
import io.kmspolicy.collect.aws.Selection;
import io.kmspolicy.collect.aws.Subject;
import io.kmspolicy.collect.aws.Subjects;
import io.kmspolicy.collect.aws.Subjects.Unlisted;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One run of {@code collect}: a pass over the account, or the rest of one. */
public final class CollectRun {

  private final AwsAccount account;
  private final CollectedDirectory directory;
  private final Consumer<String> progress;
  private final Clock clock;

  private CollectRun(
      AwsAccount account, CollectedDirectory directory, Consumer<String> progress, Clock clock) {
    this.account = account;
    this.directory = directory;
    this.progress = progress;
    this.clock = clock;
  }

  /**
   * Reads into a directory what it does not have yet.
   *
   * @param directory a new folder, or one that an earlier run has written
   * @param endpoint the address of a stand-in for AWS; empty for AWS
   * @param none the layers that the user states to be none
   * @param progress receives the name of each subject before it is read
   * @throws io.kmspolicy.model.problem.BadInputException if the directory is of another account,
   *     not collected, or in use
   * @throws io.kmspolicy.collect.aws.StoppedException if AWS cannot be asked any more; the next run
   *     goes on
   */
  public static CollectReport into(
      Path directory,
      AwsAccount account,
      String endpoint,
      Selection selection,
      List<String> none,
      Consumer<String> progress)
      throws IOException {
    AwsIdentity identity = account.identity();
    Origin origin = new Origin(identity.account(), identity.partition(), endpoint);
    try (CollectedDirectory collected = CollectedDirectory.open(directory, origin)) {
      return new CollectRun(account, collected, progress, Clock.systemUTC()).run(selection, none);
    }
  }

  private CollectReport run(Selection selection, List<String> none) throws IOException {
    Instant listed = clock.instant();
    Subjects subjects = account.subjects(selection);
    directory.begin(clock.instant());
    int kept = 0;
    for (Subject subject : subjects.found()) {
      progress.accept(subject.folder() + ", " + subjects.found().size() + " in all");
      if (directory.isDone(subject)) {
        kept++;
      } else {
        read(subject, selection);
      }
    }
    int removed = selection.isAll() ? removeOthers(subjects) : 0;
    List<String> unlisted =
        subjects.unlisted().stream().map(list -> list.what() + ": " + list.why()).toList();
    directory.finish(
        new DirectoryFiles(
            account.identity().account(),
            account.organization(),
            none,
            selection.isAll() ? allPrincipals(subjects, listed) : Optional.empty(),
            unlisted),
        clock.instant());
    return new CollectReport(
        account.identity(), List.copyOf(directory.entries()), unlisted, kept, removed);
  }

  /**
   * The time at which all users and roles were listed and described. What an earlier run has
   * described may have got another path since, so its time counts.
   */
  private Optional<Instant> allPrincipals(Subjects subjects, Instant listed) {
    boolean isListed =
        subjects.unlisted().stream().map(Unlisted::what).noneMatch(CollectRun::isOfPrincipals);
    List<Entry> principals =
        directory.entries().stream().filter(entry -> isOfPrincipals(entry.folder())).toList();
    return isListed && principals.stream().allMatch(Entry::isDescribed)
        ? Stream.concat(Stream.of(listed), principals.stream().map(Entry::at))
            .min(Instant::compareTo)
        : Optional.empty();
  }

  private static boolean isOfPrincipals(String what) {
    return what.startsWith("roles") || what.startsWith("users");
  }

  private void read(Subject subject, Selection selection) throws IOException {
    Optional<List<LayerReading>> layers = account.read(subject);
    if (layers.isPresent()) {
      directory.publish(subject, layers.get(), clock.instant());
    } else if (selection.isAll()) {
      // It was deleted after it was listed.
      directory.remove(subject.folder());
    } else {
      directory.missing(subject, clock.instant());
    }
  }

  /** Removes what a complete list does not name any more. */
  private int removeOthers(Subjects subjects) throws IOException {
    int removed = 0;
    for (String kind : List.of("roles", "users")) {
      if (isListed(subjects, kind)) {
        removed += directory.removeOthers(kind + "/", subjects.found());
      }
    }
    for (String region : account.regions()) {
      if (isListed(subjects, "keys in " + region)) {
        removed += directory.removeOthers("keys/" + region + "/", subjects.found());
      }
    }
    return removed;
  }

  private static boolean isListed(Subjects subjects, String what) {
    return subjects.unlisted().stream().noneMatch(list -> list.what().equals(what));
  }
}
