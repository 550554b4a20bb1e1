package io.kmspolicy.model.file;

import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.TextEncoding;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The texts of files: in UTF-8, or in UTF-16 with a byte order mark, as PowerShell saves them. */
public final class FileText {

  private FileText() {}

  /**
   * The characters of a file, without the byte order mark.
   *
   * @param name the name of the file in messages
   * @throws BadInputException if it is in another encoding
   */
  public static String of(String name, byte[] content) {
    try {
      return TextEncoding.decode(content);
    } catch (CharacterCodingException wrong) {
      throw new BadInputException(
          Quoting.escape(name) + ": the file is not UTF-8; save it in UTF-8");
    }
  }

  /**
   * The characters of a file.
   *
   * @param name the name of the file in messages
   * @throws BadInputException if it cannot be read, or is in another encoding
   */
  public static String of(String name, Path file) {
    try {
      return of(name, Files.readAllBytes(file));
    } catch (IOException failure) {
      throw new BadInputException(FileFailure.message(name, failure));
    }
  }
}
