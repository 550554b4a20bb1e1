package io.kmspolicy.cli.io;

import io.kmspolicy.lint.analysis.NameList;
import io.kmspolicy.model.problem.BadInputException;
import java.util.regex.Pattern;

/** Options whose value is the name of a Region. */
public final class RegionOption {

  private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+-[0-9]+");

  private RegionOption() {}

  /**
   * The value of an option, which must have the form of a Region's name.
   *
   * @throws BadInputException if it has another form
   */
  public static String checked(String option, String value) {
    if (!REGION.matcher(value).matches()) {
      throw new BadInputException(
          option + ": `" + value + "` is not the name of a Region, such as `us-west-2`");
    }
    return value;
  }

  /** Whether a Region is among those that are known; AWS opens new ones. */
  public static boolean isKnown(String region) {
    return NameList.REGIONS.has(region);
  }
}
