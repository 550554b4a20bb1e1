package io.kmspolicy.cli.collect;

import io.kmspolicy.cli.collect.aws.AwsAccount;
import io.kmspolicy.cli.collect.aws.LayerReading;
import io.kmspolicy.cli.collect.aws.Selection;
import io.kmspolicy.cli.collect.aws.Subject;
import io.kmspolicy.cli.collect.aws.Subjects;
import io.kmspolicy.cli.io.Progress;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** One run of {@code collect}: a pass over the account, or the rest of one. */
final class CollectRun {

  private final AwsAccount account;
  private final CollectedDirectory directory;
  private final Progress progress;
  private final Clock clock;

  CollectRun(AwsAccount account, CollectedDirectory directory, Progress progress, Clock clock) {
    this.account = account;
    this.directory = directory;
    this.progress = progress;
    this.clock = clock;
  }

  /**
   * Reads what the directory does not have yet.
   *
   * @param none the layers that the user states to be none
   * @throws io.kmspolicy.cli.collect.aws.StoppedException if AWS cannot be asked any more; the next
   *     run goes on
   */
  CollectReport run(Selection selection, List<String> none) throws IOException {
    Subjects subjects = account.subjects(selection);
    directory.begin(clock.instant());
    int kept = 0;
    for (Subject subject : subjects.found()) {
      progress.step(subject.folder() + ", " + subjects.found().size() + " in all");
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
        new DirectoryFiles(account.identity().account(), account.organization(), none, unlisted),
        clock.instant());
    return new CollectReport(
        account.identity(), List.copyOf(directory.entries()), unlisted, kept, removed);
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
