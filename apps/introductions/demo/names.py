"""Names for invented people. Any likeness is chance."""

FIRST = """
Ada Aiko Akua Alma Amara Amir Ana Anders Anika Ansel Arjun Astrid Aylin Bao Beatriz Benno Bilal Britta Caleb
Camila Chidi Chiara Clara Dafna Dario Deniz Dev Dilnoza Edda Eero Efua Elif Elio Emeka Esther Fatou Felix Femi
Freya Gael Gita Goran Greta Hana Hassan Helga Hugo Ibrahim Idris Ilse Imani Ines Iris Isak Ivana Jamal Jana
Javier Jin Joana Johan June Kaede Kamal Karin Kenji Kofi Lars Laszlo Leila Lior Lucia Magda Maeve Mateo Mei
Mira Moses Nadia Naoki Nia Niko Noor Oksana Olga Omar Oskar Paloma Paulo Petra Priya Quinn Rafa Rana Ravi Rosa
Ruben Saana Samir Selma Shira Sofia Stellan Suda Tadeo Tamar Tariq Tess Tomas Uma Vera Viktor Wanda Wei Wilma
Xenia Yara Yusuf Zainab Zoe
""".split()  # noqa: SIM905 - a hundred quotes would be harder to read
LAST = """
Abara Acosta Adler Akande Almeida Andrade Aoki Aziz Banda Baran Becker Berg Bianchi Boateng Bose Brandt
Cardoso Castell Chowdhury Cohen Costa Dahl Darwish Diaz Dogan Dube Eklund Eriksen Faber Farouk Ferrer Fischer
Fofana Fonseca Garza Gupta Haddad Hansen Haruna Hoang Holm Ibarra Ishii Ivers Jansen Joshi Kaya Keller Khan
Kimura Kiss Kovac Laine Lang Lemos Levi Lindqvist Lopes Maier Malik Mensah Mishra Moreau Mori Nakamura Nasser
Neri Novak Nwosu Obi Okafor Olsen Ono Ortega Osei Park Pereira Petrov Quist Rahman Reyes Rinaldi Roos Rossi
Sandoval Sato Schmid Seidel Silva Simic Sorensen Szabo Takeda Tanaka Torres Ueda Ulrich Vargas Varga Virtanen
Vogel Wallin Weiss Winter Yamada Yilmaz Zeman Zhou Ziegler
""".split()  # noqa: SIM905 - a hundred quotes would be harder to read
