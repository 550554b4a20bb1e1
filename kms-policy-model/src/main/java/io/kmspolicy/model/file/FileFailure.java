package io.kmspolicy.model.file;

import io.kmspolicy.model.text.Quoting;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** Why a file cannot be used, in words: the messages of the JDK often are the file's name alone. */
public final class FileFailure {

  private FileFailure() {}

  /** The reason, without the name of the file where the JDK knows it. */
  public static String reason(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "there is no such file or folder";
    }
    if (failure instanceof AccessDeniedException) {
      return "access is denied";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "there is a file or folder with this name";
    }
    if (failure instanceof CharacterCodingException) {
      return "it is not encoded in UTF-8";
    }
    if (failure instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    return Objects.requireNonNullElse(failure.getMessage(), failure.toString());
  }

  /** The name of a file as the user gave it, and why it cannot be read. */
  public static String message(String file, IOException failure) {
    String name = Quoting.escape(file);
    return failure instanceof NoSuchFileException
        ? name + ": there is no such file"
        : name + ": the file cannot be read: " + reason(failure);
  }

  /** The name of the file, if it is known, and the reason. */
  public static String message(IOException failure) {
    String file = failure instanceof FileSystemException system ? system.getFile() : null;
    return file == null ? reason(failure) : file + ": " + reason(failure);
  }

  /** The name, and why it is none of a file on this system. */
  public static String message(InvalidPathException name) {
    return name.getInput() + ": " + reason(name);
  }

  /** Why a name is none of a file on this system. */
  public static String reason(InvalidPathException name) {
    return "this is no name of a file here ("
        + name.getReason()
        + "); for a name with letters beyond ASCII, set the locale, as in LC_ALL=C.UTF-8";
  }
}
