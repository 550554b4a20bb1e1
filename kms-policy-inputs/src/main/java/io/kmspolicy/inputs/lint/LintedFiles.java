package io.kmspolicy.inputs.lint;

import io.kmspolicy.inputs.PolicyInputs;
import io.kmspolicy.inputs.ignore.DirectoryFiles;
import io.kmspolicy.inputs.ignore.ExcludedFiles;
import io.kmspolicy.lint.document.DocumentType;
import io.kmspolicy.lint.document.DocumentTypes;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.file.KeyManagers;
import io.kmspolicy.lint.file.OtherFiles;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.file.FileFailure;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.text.TextEncoding;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds and reads policies and grants: files, directories, JSON Lines and standard input. */
public final class LintedFiles {

  private static final String STANDARD_INPUT = "-";
  private static final String JSON_LINES = ".jsonl";
  private static final int MAX_BYTES = 64 << 20;

  private final Optional<DocumentType> stated;
  private final NamedFiles named;
  private final ExcludedFiles excluded;
  private final boolean ignores;
  private final EmbeddedPolicies embedded;
  private final List<PolicyText> texts = new ArrayList<>();
  private final List<Finding> unreadable = new ArrayList<>();
  private final List<String> others = new ArrayList<>();
  private final List<String> ignored = new ArrayList<>();
  private int forms;

  /**
   * Files that a person names.
   *
   * @param ignores whether files of directories that Git ignores are left out
   */
  public LintedFiles(
      Optional<DocumentType> stated,
      NamedFiles named,
      ExcludedFiles excluded,
      boolean ignores,
      EmbeddedPolicies embedded) {
    this.stated = stated;
    this.named = named;
    this.excluded = excluded;
    this.ignores = ignores;
    this.embedded = embedded;
  }

  /**
   * Reads the policies of files and directories.
   *
   * @throws IOException if one cannot be read
   * @throws BadInputException if no file is of a known form: a check without input would always
   *     pass. A template or plan without policies is one
   */
  public List<PolicyText> read(List<String> names) throws IOException {
    try {
      for (String name : names) {
        if (name.equals(STANDARD_INPUT)) {
          addStandardInput();
        } else {
          add(name);
        }
      }
    } finally {
      named.cleared();
    }
    if (read() == 0) {
      throw new BadInputException(String.join(", ", names) + ": there is no policy in it");
    }
    return texts;
  }

  /** The findings about files that cannot be read, or are of another kind. */
  public List<Finding> unreadable() {
    return unreadable;
  }

  /** The JSON files of directories that are no policies and were left alone. */
  public List<String> others() {
    return others;
  }

  /** The files and directories that Git ignores and that were left out. */
  public List<String> ignored() {
    return ignored;
  }

  private void addStandardInput() throws IOException {
    byte[] read = named.standardInput().readNBytes(MAX_BYTES + 1);
    if (read.length > MAX_BYTES) {
      throw new IOException("standard input is larger than " + MAX_BYTES + " bytes");
    }
    Optional<String> decoded = decode("<stdin>", read);
    if (decoded.isEmpty()) {
      return;
    }
    String text = decoded.get();
    Optional<OtherFile> other =
        stated.isEmpty() && embedded.in("<stdin>", text).isEmpty()
            ? OtherFile.of("<stdin>", text)
            : Optional.empty();
    if (other.isPresent()) {
      refuse(other.get(), other.get().fix());
    } else if (DocumentTypes.isJsonLines(text)) {
      addLines("<stdin>", text);
    } else if (!addEmbedded("<stdin>", text)) {
      addText("<stdin>", 1, text);
    }
  }

  /** Adds the policies inside a file of another form; false if it has none. */
  private boolean addEmbedded(String source, String text) {
    Optional<List<PolicyText>> found =
        stated.isEmpty() ? embedded.in(source, text) : embedded.in(source, text, stated.get());
    found.ifPresent(texts::addAll);
    forms += found.isPresent() ? 1 : 0;
    return found.isPresent();
  }

  private void add(String name) throws IOException {
    Path path = named.resolve(name);
    if (!Files.isDirectory(path)) {
      addFile(name, path, false);
      return;
    }
    int before = read();
    Path tree = path.toRealPath();
    DirectoryFiles found =
        new DirectoryFiles(
            tree, excluded, ignores, file -> isPolicyFile(tree.relativize(file).toString()));
    found.ignored().forEach(file -> ignored.add(shown(name, tree, file)));
    for (Path file : found.files()) {
      String shown = shown(name, tree, file);
      if (Files.isSymbolicLink(file) && Files.isDirectory(file)) {
        notFollowed(shown, "a link to a directory");
      } else if (isPolicyFile(tree.relativize(file).toString())) {
        if (leadsOut(file, tree)) {
          notFollowed(shown, "a link out of the directory");
        } else if (Files.isRegularFile(file)) {
          addFile(shown, file, stated.isEmpty());
        }
      }
    }
    if (read() == before) {
      String hint =
          found.ignored().isEmpty() ? "" : " beside what Git ignores; --no-ignore reads that too";
      throw new BadInputException(name + ": there is no policy in this directory" + hint);
    }
  }

  /** The number of documents, and of files of other known forms, which may hold no policy. */
  private int read() {
    return texts.size() + unreadable.size() + forms;
  }

  private static String shown(String name, Path tree, Path file) {
    return Path.of(name).resolve(tree.relativize(file)).toString();
  }

  private void notFollowed(String file, String what) {
    named.leftOut(file + ": is " + what + "; it is not followed");
  }

  /** Whether a file is a link to a file outside of the tree. */
  private static boolean leadsOut(Path file, Path tree) throws IOException {
    return Files.isSymbolicLink(file) && Files.exists(file) && !file.toRealPath().startsWith(tree);
  }

  /**
   * In a directory: JSON that is no other file of its layout, and YAML, which may be a template.
   */
  private static boolean isPolicyFile(String name) {
    return OtherFile.isYaml(name)
        || ((name.endsWith(".json") || name.endsWith(JSON_LINES)) && DocumentTypes.isLinted(name));
  }

  /**
   * Adds the documents of a file.
   *
   * @param leavesOthers whether a file of JSON that is no policy is left alone
   */
  private void addFile(String name, Path file, boolean leavesOthers) {
    named.reading(name);
    Optional<String> text = decode(name, bytes(name, file));
    if (text.isEmpty()) {
      return;
    }
    Optional<String> refusal = PolicyInputs.refusal(name, text.get());
    if (refusal.isPresent()) {
      OtherFile.of(name, text.get()).ifPresent(other -> refuse(other, other.fix()));
    } else if (!name.endsWith(JSON_LINES) && addEmbedded(name, text.get())) {
      return;
    } else if (!leavesOthers) {
      addNamed(name, text.get(), file);
    } else if (!PolicyInputs.isLargeOther(text.get())
        && (OtherFile.isYaml(name) || OtherFile.isBrokenTemplate(text.get()))) {
      addLikeTemplate(name, text.get());
    } else {
      addFound(name, text.get(), file);
    }
  }

  /** Names a file of a directory that has resources like a template and cannot be read as one. */
  private void addLikeTemplate(String name, String text) {
    Optional<SourceLocation> resource = OtherFile.firstResource(name, text);
    if (resource.isEmpty()) {
      return;
    }
    Optional<OtherFile> broken = OtherFile.broken(name, text);
    if (broken.isPresent()) {
      refuse(broken.get(), "correct it, or leave it out with `--exclude`");
    } else {
      embedded.leaveOut(resource.get());
      forms++;
    }
  }

  /** Adds the documents of a file of a directory, unless it is of another kind. */
  private void addFound(String name, String text, Path file) {
    if (PolicyInputs.isLargeOther(text) || OtherFiles.isOther(name, text)) {
      others.add(name);
    } else {
      addDocuments(name, text, file);
    }
  }

  /** Adds the documents of a file that the command line names; one of another kind is a mistake. */
  private void addNamed(String name, String text, Path file) {
    Optional<OtherFile> other = stated.isEmpty() ? OtherFile.of(name, text) : Optional.empty();
    if (other.isPresent()) {
      refuse(other.get(), other.get().fix());
    } else {
      addDocuments(name, text, file);
    }
  }

  private void addDocuments(String name, String text, Path file) {
    if (name.endsWith(JSON_LINES)) {
      addLines(name, text);
    } else {
      texts.add(typed(name, 1, text).ofKeyManagedBy(KeyManagers.of(name, file)));
    }
  }

  private void refuse(OtherFile other, String fix) {
    unreadable.add(
        new Finding(
            LintRule.INVALID_DOCUMENT, Severity.ERROR, other.place(), "", other.reason(), fix));
  }

  private static byte[] bytes(String name, Path file) {
    try {
      if (Files.size(file) <= MAX_BYTES) {
        return Files.readAllBytes(file);
      }
    } catch (IOException failure) {
      throw new BadInputException(FileFailure.message(name, failure));
    }
    throw new BadInputException(name + ": the file is larger than " + MAX_BYTES + " bytes");
  }

  private Optional<String> decode(String name, byte[] content) {
    try {
      return Optional.of(TextEncoding.decode(content));
    } catch (CharacterCodingException e) {
      unreadable.add(
          new Finding(
              LintRule.INVALID_DOCUMENT,
              Severity.ERROR,
              SourceLocation.at(name, "", 1, 1),
              "",
              "the text is not encoded in UTF-8",
              "save the file in UTF-8"));
      return Optional.empty();
    }
  }

  private void addLines(String source, String text) {
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      if (!line.isBlank()) {
        addText(source, number, line);
      }
    }
  }

  private void addText(String source, int firstLine, String text) {
    texts.add(typed(source, firstLine, text));
  }

  private PolicyText typed(String source, int firstLine, String text) {
    return stated
        .map(type -> new PolicyText(source, firstLine, text, type, ""))
        .orElseGet(() -> DocumentTypes.infer(source, firstLine, text));
  }
}
