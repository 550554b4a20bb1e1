package io.kmspolicy.cli.replay;

import io.kmspolicy.cli.io.NewDirectory;
import io.kmspolicy.lint.lockout.AdministratorSearch;
import io.kmspolicy.lint.lockout.Administrators;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.writer.PolicyWriter;
import io.kmspolicy.replay.report.SuggestionReport;
import io.kmspolicy.replay.result.KeySuggestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Checks suggested key policies, and writes them as a policy directory. */
final class SuggestionWriter {

  private final NewDirectory directory;

  /** A writer into this directory. */
  SuggestionWriter(NewDirectory directory) {
    this.directory = directory;
  }

  /** The suggestions after which somebody can still change the key policy. */
  static List<KeySuggestion> manageable(List<KeySuggestion> suggestions) {
    return suggestions.stream().map(SuggestionWriter::manageable).toList();
  }

  private static KeySuggestion manageable(KeySuggestion suggestion) {
    if (suggestion.after().isEmpty()) {
      return suggestion;
    }
    int before = changeability(AdministratorSearch.of(suggestion.before(), suggestion.key()));
    int after = changeability(AdministratorSearch.of(suggestion.after().get(), suggestion.key()));
    if (before == 0) {
      return suggestion.refused(
          "nobody can change the key policy, as with the keys that AWS manages");
    }
    return after < before
        ? suggestion.refused("nobody could change the key policy after it")
        : suggestion;
  }

  /** How many can change a key policy: 0 nobody, 1 the root user alone, 2 others, too. */
  private static int changeability(Administrators administrators) {
    if (administrators instanceof Administrators.Identities) {
      return 2;
    }
    return administrators instanceof Administrators.OnlyRoot ? 1 : 0;
  }

  /** Writes the policies in the layout of a policy directory; if there are any. */
  void write(List<KeySuggestion> suggestions) throws IOException {
    if (suggestions.stream().anyMatch(suggestion -> suggestion.after().isPresent())) {
      directory.write(draft -> write(suggestions, draft));
    }
  }

  private static void write(List<KeySuggestion> suggestions, Path root) throws IOException {
    for (KeySuggestion suggestion : suggestions) {
      if (suggestion.after().isPresent()) {
        Path file = root.resolve(path(suggestion.key()));
        Files.createDirectories(file.getParent());
        Files.writeString(file, PolicyWriter.pretty().write(suggestion.after().get()) + "\n");
      }
    }
  }

  private static String path(KmsResource.Key key) {
    return key.accountId() + "/keys/" + key.region() + "/" + key.keyId() + "/policy.json";
  }

  /** The suggestions as text. */
  String text(List<KeySuggestion> suggestions) {
    return SuggestionReport.text(suggestions, directory.name());
  }
}
