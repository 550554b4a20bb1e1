package io.kmspolicy.cli.io;

import io.kmspolicy.model.catalogue.KmsCatalogue;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** Provides the version of the program and the date of its catalogue. */
public final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {
      "kms-policy " + number() + ", catalogue of " + KmsCatalogue.bundled().date()
    };
  }

  /** The version of the program. */
  public static String number() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("(unpacked)");
  }
}
