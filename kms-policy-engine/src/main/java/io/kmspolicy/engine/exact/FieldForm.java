package io.kmspolicy.engine.exact;

import java.util.ArrayList;
import java.util.List;

/**
 * The texts that a field of an ARN can have: at each place one of some characters, and behind the
 * last place any number of characters of one set.
 *
 * @param places the characters of each place
 * @param repeated the characters behind the last place; empty if the length is fixed
 */
public record FieldForm(List<String> places, String repeated) {

  public FieldForm {
    places = List.copyOf(places);
  }

  /** The texts of at least one character of a set. */
  public static FieldForm of(String characters) {
    return new FieldForm(List.of(characters), characters);
  }

  /** This form behind a fixed text. */
  public FieldForm after(String prefix) {
    List<String> all = new ArrayList<>();
    prefix.chars().forEach(c -> all.add(Character.toString(c)));
    all.addAll(places);
    return new FieldForm(all, repeated);
  }

  /** The characters of a place, by its number from 0; empty if no text has that place. */
  String at(int place) {
    return place < places.size() ? places.get(place) : repeated;
  }

  /** Whether a text of this length is complete. */
  boolean isWhole(int length) {
    return length >= places.size();
  }

  /** The place whose characters, and those of all places behind it, are those of this place. */
  int canonical(int place) {
    return Math.min(place, places.size());
  }

  boolean contains(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (at(i).indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return isWhole(text.length());
  }

  /** The sets of characters, without duplicates. */
  List<String> sets() {
    List<String> sets = new ArrayList<>(places);
    sets.add(repeated);
    return sets.stream().distinct().toList();
  }
}
