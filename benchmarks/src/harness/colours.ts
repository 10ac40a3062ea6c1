/** What a colour of the decoded picture is, whatever encoding made of it. `[red, green, blue]`, 0 to 255. */
export const isRed = ([red, , blue]: readonly number[]): boolean => red! > 150 && blue! < 80;
export const isBlue = ([red, , blue]: readonly number[]): boolean => red! < 80 && blue! > 150;
