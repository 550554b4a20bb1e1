package io.kmspolicy.cli.lint;

import io.kmspolicy.cli.io.BadInputException;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.SafeText;
import io.kmspolicy.lint.document.DocumentType;
import io.kmspolicy.lint.document.DocumentTypes;
import io.kmspolicy.lint.document.PolicyText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds and reads policies and grants: files, directories, JSON Lines and standard input. */
final class LintedFiles {

  private static final String JSON_LINES = ".jsonl";
  private static final int MAX_BYTES = 64 << 20;

  private final Optional<DocumentType> stated;
  private final CliContext context;
  private final List<PolicyText> texts = new ArrayList<>();

  LintedFiles(Optional<DocumentType> stated, CliContext context) {
    this.stated = stated;
    this.context = context;
  }

  /**
   * Reads the policies of files and directories.
   *
   * @throws IOException if one cannot be read, or is not UTF-8
   */
  List<PolicyText> read(List<String> names) throws IOException {
    for (String name : names) {
      if (name.equals(CliContext.STANDARD_INPUT)) {
        addStandardInput();
      } else {
        add(name);
      }
    }
    return texts;
  }

  private void addStandardInput() throws IOException {
    byte[] read = context.in().readNBytes(MAX_BYTES + 1);
    if (read.length > MAX_BYTES) {
      throw new IOException("standard input is larger than " + MAX_BYTES + " bytes");
    }
    String text = decode("standard input", read);
    if (DocumentTypes.isJsonLines(text)) {
      addLines("<stdin>", text);
    } else {
      addText("<stdin>", 1, text);
    }
  }

  private void add(String name) throws IOException {
    Path path = context.resolve(name);
    if (!Files.isDirectory(path)) {
      addFile(name, path);
      return;
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(path)) {
      files = walk.filter(file -> isPolicyFile(path.relativize(file))).sorted().toList();
    }
    int before = texts.size();
    Path tree = path.toRealPath();
    for (Path file : files) {
      if (leadsOut(file, tree)) {
        context
            .err()
            .println(
                SafeText.of(
                    Path.of(name).resolve(path.relativize(file))
                        + ": is a link out of the directory; it is not followed"));
      } else if (Files.isRegularFile(file)) {
        addFile(Path.of(name).resolve(path.relativize(file)).toString(), file);
      }
    }
    if (texts.size() == before) {
      // A check without input would always pass.
      throw new BadInputException(name + ": there is no policy in this directory");
    }
  }

  /** Whether a file is a link to a file outside of the tree. */
  private static boolean leadsOut(Path file, Path tree) throws IOException {
    return Files.isSymbolicLink(file) && Files.exists(file) && !file.toRealPath().startsWith(tree);
  }

  /** In a directory: JSON files that are not hidden and not the other files of its layout. */
  private static boolean isPolicyFile(Path file) {
    for (Path part : file) {
      if (part.toString().startsWith(".")) {
        return false;
      }
    }
    String name = file.toString();
    return (name.endsWith(".json") || name.endsWith(JSON_LINES)) && DocumentTypes.isLinted(name);
  }

  private void addFile(String name, Path file) throws IOException {
    String text = decode(name, bytes(name, file));
    if (name.endsWith(JSON_LINES)) {
      addLines(name, text);
    } else {
      addText(name, 1, text);
    }
  }

  private static byte[] bytes(String name, Path file) {
    try {
      if (Files.size(file) <= MAX_BYTES) {
        return Files.readAllBytes(file);
      }
    } catch (IOException failure) {
      throw new BadInputException(BadInputException.message(name, failure));
    }
    throw new BadInputException(name + ": the file is larger than " + MAX_BYTES + " bytes");
  }

  private static String decode(String name, byte[] utf8) throws IOException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException(name + ": the text is not encoded in UTF-8", e);
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
    texts.add(
        stated
            .map(type -> new PolicyText(source, firstLine, text, type, ""))
            .orElseGet(() -> DocumentTypes.infer(source, firstLine, text)));
  }
}
