package io.kmspolicy.inputs.lint;

import java.io.InputStream;
import java.nio.file.Path;

/** Where the files are that a person names, and who hears how reading them goes. */
public interface NamedFiles {

  /** The path of a file. */
  Path resolve(String name);

  /** What the name {@code -} stands for. */
  InputStream standardInput();

  /** A file is read now. */
  void reading(String name);

  /** Whatever {@link #reading} shows is to be cleared. */
  void cleared();

  /** A link is left out. */
  void leftOut(String message);
}
