package io.kmspolicy.inputs.folder;

import io.kmspolicy.inputs.FoundPolicy;
import io.kmspolicy.inputs.InputException;
import io.kmspolicy.inputs.PolicyInputs;
import io.kmspolicy.model.file.FileText;
import io.kmspolicy.model.json.JsonSyntaxException;
import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.reader.PolicyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of a collected folder. A file with a mistake is an error that names it. */
final class CollectedFiles {

  private final Path root;
  private final String shown;

  /**
   * The files below a folder.
   *
   * @param shown the folder as messages show it
   */
  CollectedFiles(Path root, String shown) {
    this.root = root;
    this.shown = shown;
  }

  /** The folders in a folder by their names; none if it does not exist. */
  static List<Path> folders(Path parent) throws IOException {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(parent)) {
      return children.filter(Files::isDirectory).sorted().toList();
    }
  }

  /** The name of a file as messages show it. */
  String name(Path file) {
    return shown + "/" + root.relativize(file).toString().replace('\\', '/');
  }

  private Optional<String> content(Path file) {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(
          name(file)
              + ": this is no file, or a link that leads to none; it does not count as none");
    }
    return Optional.of(FileText.of(name(file), file));
  }

  /** The text of a file that is there. */
  String text(Path file) {
    return content(file).orElse("");
  }

  /** The value of a file; empty if there is no file. */
  Optional<JsonTree> tree(Path file) {
    Optional<String> text = content(file);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(JsonTree.parse(text.get()));
    } catch (JsonSyntaxException malformed) {
      throw new BadInputException(name(file) + ": " + malformed.getMessage());
    }
  }

  /** A string in a property of a resource. */
  Optional<String> text(Path folder, String property, String member) {
    return tree(folder.resolve(property + ".json"))
        .flatMap(tree -> tree.member(member))
        .flatMap(JsonTree::string);
  }

  /** The strings of a property that is a list. */
  List<String> strings(Path folder, String property) {
    Path file = folder.resolve(property + ".json");
    Optional<JsonTree> tree = tree(file);
    if (tree.isEmpty()) {
      return List.of();
    }
    return strings(tree.get(), file);
  }

  /** The strings of a list. */
  List<String> strings(JsonTree list, Path file) {
    List<String> found = new ArrayList<>();
    if (list instanceof JsonTree.Elements elements) {
      for (JsonTree element : elements.elements()) {
        element.string().ifPresent(found::add);
      }
      if (found.size() == elements.elements().size()) {
        return found;
      }
    }
    throw new BadInputException(
        name(file) + ":" + list.line() + ":" + list.column() + ": this is not a list of texts");
  }

  /** The policy in a file; empty if there is no file. */
  Optional<NamedPolicy> policy(Path file, String name, PolicyType type) {
    try {
      return content(file)
          .map(text -> PolicyReader.forType(type).source(name(file)).read(text))
          .map(document -> new NamedPolicy(name, document));
    } catch (PolicySyntaxException rejection) {
      throw new BadInputException(BadInputException.message(rejection));
    }
  }

  /** The inline policies in a file; none if there is no file. */
  List<NamedPolicy> inline(Path file) {
    Optional<String> text = content(file);
    if (text.isEmpty()) {
      return List.of();
    }
    try {
      List<NamedPolicy> policies = new ArrayList<>();
      for (FoundPolicy found : PolicyInputs.create().read(name(file), text.get()).policies()) {
        policies.add(found.read(name(file), PolicyType.IDENTITY));
      }
      if (policies.isEmpty()) {
        throw new BadInputException(name(file) + ": the file holds no inline policies");
      }
      return policies;
    } catch (InputException malformed) {
      throw BadInputException.of(malformed);
    }
  }
}
