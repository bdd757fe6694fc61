#!/bin/sh
# Checks comments.tsv and captions.tsv in this folder and prints counts.
# POSIX sh, awk and sort only. Exit 0: all right; 1: something is wrong.
# SPDX-License-Identifier: Apache-2.0
cd "$(dirname "$0")" || exit 1
LC_ALL=C; export LC_ALL
bad=0

check() { # file, kind of file
	awk -F '\t' -v kind="$2" -v file="$1" '
	function set(name, words,   n, a, i) { n = split(words, a, " "); for (i = 1; i <= n; i++) ok[name, a[i]] = 1 }
	function err(m) { printf "%s:%d: %s\n", file, NR, m; e++ }
	function in_set(name, v) { if (!((name, v) in ok)) err("not allowed as " name ": \"" v "\"") }
	BEGIN {
		set("split", "development held_out")
		if (kind == "comments") {
			head = "id language text kind sentiment split why"; cols = 7; ti = 3; si = 6
			set("language", "en de fr es pt it tr th")
			set("kind", "spam emoji_only generic_praise question purchase_intent substantive other")
			set("sentiment", "negative neutral positive -")
		} else {
			head = "id language market platform text sponsored disclosure because topics safety safety_topic split why"
			cols = 13; ti = 5; si = 12
			set("language", "en de fr es")
			set("market", "US UK IE DE FR ES")
			set("platform", "instagram tiktok youtube")
			set("sponsored", "yes no")
			set("disclosure", "clear weak none not_needed")
			set("because", "word position tag_string language -")
			set("topic", "beauty skincare fashion fitness food travel family home technology gaming finance health pets music education sustainability other")
			set("safety", "none low high")
			set("safety_topic", "alcohol gambling violence hate adult drugs politics profanity medical_claim -")
		}
	}
	/\r/ { err("carriage return") }
	NF != cols { err("has " NF " columns, not " cols); next }
	NR == 1 { gsub(/\t/, " "); if ($0 != head) err("wrong header"); next }
	{
		if ($1 !~ /^[cp][0-9][0-9][0-9][0-9]$/) err("odd id \"" $1 "\"")
		if ($1 in id) err("id again: " $1)
		id[$1] = 1
		if ($ti == "") err("empty text")
		if ($ti ~ /^ | $/) err("space at the edge of the text")
		if ($ti in text) err("text again, first in line " text[$ti])
		text[$ti] = NR
		in_set("language", $2); in_set("split", $si)
		seen[$si] = 1
		if (kind == "comments") {
			in_set("kind", $4); in_set("sentiment", $5)
			if ($4 == "spam" && $5 != "-") err("spam has no sentiment")
			if ($2 ~ /^(pt|it|tr|th)$/ && $5 != "-") err("abstain row with a sentiment")
			if ($2 ~ /^(pt|it|tr|th)$/ && $7 !~ /^abstain/) err("abstain row without \"abstain\" in why")
		} else {
			in_set("market", $3); in_set("platform", $4); in_set("sponsored", $6)
			in_set("disclosure", $7); in_set("because", $8); in_set("safety", $10); in_set("safety_topic", $11)
			n = split($9, t, "|"); split("", had)
			if (n == 0) err("no topic")
			for (i = 1; i <= n; i++) { in_set("topic", t[i]); if (t[i] in had) err("topic twice"); had[t[i]] = 1 }
			if (("other" in had) && n > 1) err("\"other\" beside a topic")
			if (($6 == "no") != ($7 == "not_needed")) err("sponsored no goes with not_needed, and only with it")
			if (($7 == "weak") != ($8 != "-")) err("because goes with weak, and only with it")
			if (($10 == "none") != ($11 == "-")) err("safety and safety_topic disagree")
		}
	}
	END {
		if (!("development" in seen) || !("held_out" in seen)) { print file ": a split is missing"; e++ }
		printf "%s: %d rows, %d problems\n", file, NR - 1, e
		exit e > 0
	}' "$1" || bad=1
}

count() { # file, title, awk expression for the key
	printf '\n%s, %s (development + held_out = all)\n' "$1" "$2"
	awk -F '\t' -v si="$4" 'NR > 1 { k = '"$3"'; all[k]++; if ($si == "development") d[k]++ }
	END { for (k in all) printf "  %-34s %4d + %4d = %4d\n", k, d[k], all[k] - d[k], all[k] }' "$1" | sort
}

check comments.tsv comments
check captions.tsv captions

count comments.tsv 'language' '$2' 6
count comments.tsv 'language and kind' '$2 " " $4' 6
count comments.tsv 'language and sentiment' '$2 " " $5' 6
count captions.tsv 'language' '$2' 12
count captions.tsv 'market and platform' '$3 " " $4' 12
count captions.tsv 'language, market, disclosure' '$2 " " $3 " " $7' 12
count captions.tsv 'reason of weak' '$8' 12
count captions.tsv 'safety' '$10 " " $11' 12
printf '\ncaptions.tsv, topics (a caption may count more than once)\n'
awk -F '\t' 'NR > 1 { n = split($9, t, "|"); for (i = 1; i <= n; i++) c[t[i]]++ } END { for (k in c) printf "  %-16s %4d\n", k, c[k] }' captions.tsv | sort
exit $bad
