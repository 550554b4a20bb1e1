package io.kmspolicy.inputs.tree;

import io.kmspolicy.inputs.tree.SourceNode.CharacterPlaces;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The places of a string's characters by their offsets in the text around it. The offsets are found
 * when the first is needed, since most strings hold no text of their own. Not thread-safe.
 */
final class SourceOffsets implements CharacterPlaces {

  private final Supplier<int[]> finder;
  private final CharacterPlaces around;
  private final String pointer;
  private int @Nullable [] found;

  /**
   * The places of a string's characters.
   *
   * @param finder finds the offset of each character, and of the end
   * @param around the places of the characters of the text around the string
   * @param pointer the pointer of the string
   */
  SourceOffsets(Supplier<int[]> finder, CharacterPlaces around, String pointer) {
    this.finder = finder;
    this.around = around;
    this.pointer = pointer;
  }

  @Override
  public Place at(int offset) {
    int[] offsets = found;
    if (offsets == null) {
      offsets = finder.get();
      found = offsets;
    }
    Place place = around.at(offsets[Math.min(offset, offsets.length - 1)]);
    return new Place(pointer, place.line(), place.column());
  }
}
