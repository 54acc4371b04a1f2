"""Alternatives of which patterns about time are built: complaints, care, operations, words that round."""

from __future__ import annotations

from mednec.extraction.amounts import NUMBER_WORDS
from mednec.extraction.time_words import UNITS, any_of

COMPLAINT = any_of(
    "pain,pains,ache,aches,aching,symptom,symptoms,sx,s/s,numbness,tingling,weakness,headache,headaches,complaint,"
    "complaints,stiffness,spasm,spasms,sciatica,lbp,radiculopathy,radiculitis,paresthesia*,discomfort,soreness,n/t,"
    "cough,fever,clumsiness,imbalance,limp,backache,neckache,cervicalgia,lumbago,claudication,swelling"
)
CARE = any_of(
    "pt,p.t.,physical therapy,physiotherapy,therapy,chiro*,treatment,treatments,conservative,nsaid,nsaids,hep,"
    "home exercise*,exercise,exercises,acupuncture,massage,traction,rehab*,bracing,naproxen,ibuprofen,meloxicam,"
    "gabapentin,medication*,meds,care,immobilization"
)
SURGERY = any_of(
    "surgery,operation,acdf,fusion,laminectomy,discectomy,microdiscectomy,decompression,laminoplasty,arthroplasty,"
    "replacement,procedure,repair,arthroscopy,kyphoplasty,corpectomy,foraminotomy"
)
_ROUND_WORDS = any_of(
    "about,approximately,approx,approx.,around,roughly,another,only,over,almost,nearly,at least,the,next,~,>,<,≥,≤,"
    "x,an additional"
)
ROUND = rf"(?:{_ROUND_WORDS}\s*){{0,3}}"
NUMBER_WORD = "|".join(NUMBER_WORDS)
UNIT_WORD = rf"(?:{'|'.join(sorted(UNITS, key=len, reverse=True))})(?![a-z])"
